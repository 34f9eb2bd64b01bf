// Puts the fragments of IP datagrams together again, IPv4 (RFC 791 section 3.2) and IPv6 (RFC 8200
// section 4.5).
//
// A datagram is known by addresses, identification, the protocol where it is IPv4, and the tunnels
// that it is in. Where fragments overlap, the byte that came first stays; such a datagram is
// completed in IPv6 too, where its receiver throws it away, because its frames were on the wire.
// Fragments that contradict the others, or reach beyond what a datagram may have, are refused.
//
// Bytes are copied. What is held is bounded in datagrams, bytes and time; the oldest is given up
// first. The outcome depends on the packets alone, not on how they were batched. Fragments are
// rare, so this allocates. Used by one thread.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <span>
#include <type_traits>
#include <vector>

#include "decode/decoded.h"
#include "decode/tunnel_identity.h"
#include "flowsnoop/fragment_counts.h"

namespace flowsnoop {

// Frames that came from one interface.
struct FrameShare {
  std::uint32_t interface_id;
  std::uint32_t frames;
};

// One fragment and the frames that it stands for: several where it was itself carried in fragments.
struct Fragment {
  const Decoded& headers;  // as decode_packet() left it in kFragment
  std::int64_t timestamp_ns;
  std::uint64_t frame_number;
  std::uint32_t original_length;  // of all its frames together
  std::span<const FrameShare> frames;
};

// A datagram that is whole or was given up.
struct Datagram {
  Decoded headers;  // of the first fragment where there is one; `payload` is at `bytes`
  std::vector<std::uint8_t> bytes;  // from the start, up to the first that is missing or was cut
  std::vector<FrameShare> frames;
  std::int64_t timestamp_ns = 0;      // of the fragment that came last
  std::uint64_t frame_number = 0;     // that made it whole, or of the first fragment
  std::uint32_t original_length = 0;  // of all frames together
  bool is_whole = false;
  bool has_first = false;
};
static_assert(std::is_nothrow_move_constructible_v<Datagram>);  // or a vector of them would copy

class FragmentReassembler {
 public:
  static constexpr std::size_t kMaxDatagrams = 8192;
  static constexpr std::size_t kMaxBytes = 16u << 20;  // of all that is held, about
  // Pieces of one datagram, duplicates included. The smallest MTU of IPv4 makes 1366.
  static constexpr std::size_t kMaxFragments = 2048;
  static constexpr std::uint32_t kMaxDatagramSize = 65535;
  static constexpr std::int64_t kTimeout_ns = 60'000'000'000;  // RFC 8200 section 4.5

  bool empty() const { return held_.empty(); }

  // Takes a fragment; appends to `out` what it made whole and what had to be given up. False: it
  // was refused, and nothing is held of it.
  bool add(const Fragment& fragment, std::vector<Datagram>& out);

  // Gives up what began longer than kTimeout_ns before `now_ns`, oldest first.
  void expire(std::int64_t now_ns, std::vector<Datagram>& out);

  // Gives up everything, oldest first.
  void give_up_all(std::vector<Datagram>& out);

  const FragmentCounts& counts() const { return counts_; }

 private:
  struct Key {
    std::uint32_t identification;
    std::uint8_t ip_version;
    std::uint8_t protocol;  // 0: IPv6, where only the first fragment states it for sure
    IpAddress source;
    IpAddress destination;
    decltype(TunnelIdentity::bytes) tunnels;

    friend auto operator<=>(const Key&, const Key&) = default;
  };
  // Bytes of the datagram that one fragment brought.
  struct Piece {
    std::uint32_t begin;
    std::uint32_t end;
    std::uint32_t captured_end;
    std::uint32_t place;  // in Held::bytes
  };
  struct Held {
    Key key;
    Datagram datagram;
    std::vector<std::uint8_t> bytes;  // in the order in which they came
    std::vector<Piece> pieces;        // by `begin`; they do not overlap
    std::int64_t first_ns = 0;
    std::uint32_t fragments = 0;
    std::uint32_t received = 0;  // sum of the pieces' lengths
    std::uint32_t total = 0;     // 0: the last fragment is missing
    std::size_t cost = 0;        // its part of held_bytes_
  };
  using Place = std::list<Held>::iterator;

  static Key key_of(const Decoded& headers);
  static bool fits(const Held& held, const Decoded& headers);
  static std::uint32_t add_bytes(Held& held, const Decoded& headers);
  static void add_frames(Datagram& datagram, const Fragment& fragment);
  static void assemble(Held& held);
  Place find_or_begin(const Fragment& fragment, std::vector<Datagram>& out);
  void take(Held& held, const Fragment& fragment);
  void hand_out(Place place, std::vector<Datagram>& out);

  std::list<Held> held_;  // in the order in which they began
  std::map<Key, Place> places_;
  std::size_t held_bytes_ = 0;
  FragmentCounts counts_;
};

}  // namespace flowsnoop
