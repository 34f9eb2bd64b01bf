// ICMP and ICMPv6 messages. Pure functions.
#pragma once

#include "decode/next_header.h"

namespace flowsnoop {

// RFC 792 and RFC 4443 section 2.1: type and code; the payload is what follows the eight bytes that
// all messages with a payload begin with. kOtherTransport: ICMP of the other IP version.
Next decode_icmp(Cursor& cursor, Decoded& decoded);

// True for the messages that quote the packet that caused them: destination unreachable, source
// quench, redirect, time exceeded and parameter problem; packet too big and, of ICMPv6, all errors
// (types below 128). `decoded` is what decode_icmp() left.
bool quotes_packet(const Decoded& decoded);

// Whether an error says that nobody listens on the port that the quoted packet went to: type 3,
// code 3 (RFC 792), of ICMPv6 type 1, code 4 (RFC 4443 section 3.1).
bool is_port_unreachable(const Decoded& decoded);

}  // namespace flowsnoop
