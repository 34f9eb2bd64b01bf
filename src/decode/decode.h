// Frame bytes to headers: link -> tunnels -> network -> transport. Pure functions; nothing is
// allocated, thrown or remembered, so they may run in parallel.
#pragma once

#include "decode/decoded.h"
#include "flowsnoop/accounting.h"
#include "flowsnoop/packet.h"

namespace flowsnoop {

struct DecodeOptions {
  // So many tunnels in one another are followed to the conversation inside; 0: none.
  std::size_t max_tunnels = TunnelPath::kMaxHops;
  bool verify_checksums = false;  // fill Decoded::bad_checksums
  // A first fragment ends in kFragment, as the later ones do, for the whole datagram to be decoded
  // by decode_datagram(); false: it stands for its conversation by itself.
  bool hold_fragments = false;
};

// Decodes one frame. Where the result is_flow(), `decoded` is complete and the frame belongs to a
// conversation; otherwise the result is the reason why not, and `decoded` holds what
// was read before that.
FrameBucket decode_packet(const Packet& packet, Decoded& decoded,
                          const DecodeOptions& options = {});

// Decodes what fragments brought of a datagram, from its transport header on. `fragment` is what
// decode_packet() left of the first of them, with the payload of all in its view; `is_whole` tells
// whether nothing is missing there. The result is as of decode_packet(): again kFragment where the
// datagram carries a fragment of another one.
FrameBucket decode_datagram(const Decoded& fragment, bool is_whole, Decoded& decoded,
                            const DecodeOptions& options = {});

// Decodes the packet that an ICMP or ICMPv6 error quotes; `error` is what decode_packet() left
// where it ended in kIcmpError, and its frame is still there. True where `quoted` has what a packet
// of a conversation has to have; it went from quoted.source to quoted.destination.
bool decode_quoted(const Decoded& error, Decoded& quoted);

}  // namespace flowsnoop
