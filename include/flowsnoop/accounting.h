// Where every frame went. Each frame read lands in exactly one bucket, so the buckets always sum
// to the frames read.
//
// A plain value; add() and the sums are not synchronised.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string_view>

namespace flowsnoop {

enum class FrameBucket : std::uint8_t {
  kTcpFlow,              // in a TCP flow
  kUdpFlow,              // in a UDP flow
  kIcmpFlow,             // in a flow of ICMP or ICMPv6 messages that are no errors
  kOtherFlow,            // in a flow of another protocol over IP (SCTP, ESP, OSPF...)
  kFiltered,             // did not match the filter expression
  kOutsideTime,          // before or after the times asked for
  kFragment,             // of an IP datagram whose first fragment, with the ports, is missing
  kIcmpError,            // ICMP or ICMPv6 errors: noted in the flow that they are about
  kOtherTransport,       // IP that carries nothing, or what its version does not have
  kArp,                  // ARP or RARP
  kNonIp,                // another network protocol
  kEncrypted,            // a link that encrypts: protected frames of a wireless LAN, MACsec
  kUnsupportedLinkType,  // a link type that is not decoded
  kTruncatedLink,        // cut within the link header
  kTruncatedNetwork,     // cut within the IP header or its extension headers
  kTruncatedTransport,   // cut before the ports
  kMalformedNetwork,     // an IP header that contradicts itself (version, lengths)
  kMalformedTransport,   // a transport header that contradicts itself (lengths)
};
inline constexpr std::size_t kFrameBucketCount = 18;

// Whether a frame is part of a conversation.
constexpr bool is_flow(FrameBucket bucket) {
  return bucket <= FrameBucket::kOtherFlow;
}

// A short phrase for people: "in TCP flows", "non-IP"...
std::string_view describe(FrameBucket bucket);

// The bucket's name for programs: "tcp_flow", "non_ip"...
std::string_view to_string(FrameBucket bucket);

class Accounting {
 public:
  void add(FrameBucket bucket, std::uint64_t frames = 1) {
    frames_[static_cast<std::size_t>(bucket)] += frames;
  }
  void add(const Accounting& other) {
    for (std::size_t i = 0; i < frames_.size(); ++i) frames_[i] += other.frames_[i];
  }
  // Frames turn out to belong elsewhere; at most as many as there are in `from`.
  void move(FrameBucket from, FrameBucket to, std::uint64_t frames) {
    frames_[static_cast<std::size_t>(from)] -= frames;
    frames_[static_cast<std::size_t>(to)] += frames;
  }
  std::uint64_t frames(FrameBucket bucket) const {
    return frames_[static_cast<std::size_t>(bucket)];
  }
  // All frames read: the sum of the buckets, by construction.
  std::uint64_t total() const {
    return std::accumulate(frames_.begin(), frames_.end(), std::uint64_t{0});
  }

 private:
  std::array<std::uint64_t, kFrameBucketCount> frames_{};
};

}  // namespace flowsnoop
