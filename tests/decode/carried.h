// What the tests of encapsulations share: a small datagram inside, and what is expected of it
// wherever the frame is cut.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "decode_frame.h"

namespace flowsnoop::test {

// UDP from port 1 to port 2, 192.0.2.1 to 198.51.100.7 and 2001:db8::1 to 2001:db8::2.
inline const std::string kCarriedIpv4 =
    "4500001c0001000040118e94 c0000201 c6336407 000100020008139f";
inline const std::string kCarriedIpv6 =
    "6000000000081140 20010db8000000000000000000000001 20010db8000000000000000000000002"
    "000100020008a466";
inline const std::string kMacs = "020000000002 020000000001";
inline const std::string kCarriedEthernet = kMacs + "0800" + kCarriedIpv4;
inline const std::string kSnapIpv4 = "aaaa03 000000 0800" + kCarriedIpv4;

inline std::string path_text(const TunnelPath& path) {
  char text[kMaxTunnelPathText];
  return {text, format_tunnel_path(path, text)};
}

inline bool is_carried(const Outcome& outcome) {
  return outcome.bucket == FrameBucket::kUdpFlow && outcome.decoded.source_port == 1 &&
         outcome.decoded.destination_port == 2;
}

// The carried datagram is found, with the tunnels named by `path`. Cut before its ports it is not
// found, and never a TCP flow; from there on it always is.
inline void expect_carried(const Bytes& frame, LinkType link_type, const std::string& path = "") {
  const Outcome whole = decode_frame(frame, link_type);
  EXPECT_EQ(whole.bucket, FrameBucket::kUdpFlow);
  EXPECT_EQ(path_text(whole.decoded.tunnels), path);
  ASSERT_TRUE(is_carried(whole));
  EXPECT_EQ(to_string(whole.decoded.source),
            whole.decoded.ip_version == 4 ? "192.0.2.1" : "2001:db8::1");
  EXPECT_EQ(whole.decoded.payload_length, 0u);
  const auto payload = static_cast<std::size_t>(whole.decoded.payload - frame.data());
  const std::size_t ports_end = payload - 4;
  for (std::size_t captured = 0; captured < frame.size(); ++captured) {
    const Outcome cut = decode_cut_frame(frame, captured, link_type);
    EXPECT_EQ(is_carried(cut), captured >= ports_end) << captured;
    EXPECT_NE(cut.bucket, FrameBucket::kTcpFlow) << captured;
  }
}

inline void expect_carried(const std::string& hex, LinkType link_type,
                           const std::string& path = "") {
  SCOPED_TRACE(hex);
  expect_carried(from_hex(hex), link_type, path);
}

inline FrameBucket bucket_of(const std::string& hex, LinkType link_type) {
  return decode_frame(from_hex(hex), link_type).bucket;
}

// Bytes of zeros in hexadecimal.
inline std::string zeros(std::size_t count) {
  return std::string(2 * count, '0');
}

}  // namespace flowsnoop::test
