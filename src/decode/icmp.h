// ICMP and ICMPv6 messages. Pure functions.
#pragma once

#include "decode/next_header.h"
#include "flowsnoop/icmp_errors.h"

namespace flowsnoop {

// RFC 792 and RFC 4443 section 2.1: type, code and what follows the checksum; the payload is what
// follows the eight bytes that all messages with a payload begin with. kIcmpError: it quotes the
// packet that caused it; kIcmpFlow: any other message, of which Decoded::icmp_exchange and the
// identifier in the place of the ports tell which ones belong together. kOtherTransport: ICMP of
// the other IP version.
Next decode_icmp(Cursor& cursor, Decoded& decoded);

// Messages that ask and messages that answer, of which one host sends the other both kinds. Of a
// kIcmpFlow only; neighbor and router discovery are among them (RFC 4861), multicast listener
// discovery is not, because its answers go elsewhere.
bool is_icmp_request(const Decoded& decoded);
bool is_icmp_reply(const Decoded& decoded);

// Whether messages of this type hold an identifier.
bool has_icmp_identifier(std::uint8_t ip_version, std::uint8_t type);

// What an error says; `error` ended in kIcmpError.
IcmpErrorKind icmp_error_kind(const Decoded& error);

// The MTU that an error about a packet's size names, in bytes: RFC 1191 section 4, RFC 4443 section
// 3.2. 0: it names none.
std::uint32_t icmp_error_mtu(const Decoded& error);

// True for the messages that quote the packet that caused them: destination unreachable, source
// quench, redirect, time exceeded and parameter problem; packet too big and, of ICMPv6, all errors
// (types below 128). `decoded` is what decode_icmp() left.
bool quotes_packet(const Decoded& decoded);

}  // namespace flowsnoop
