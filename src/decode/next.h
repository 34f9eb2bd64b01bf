// What a decoder of one header answers: which header follows, or why decoding ends.
#pragma once

#include <cstdint>

#include "decode/cursor.h"
#include "decode/decoded.h"
#include "flowsnoop/accounting.h"

namespace flowsnoop {

// The headers that most frames have are named here and decoded inline, in one switch. All others
// are functions that somebody who announces them names.
enum class Header : std::uint8_t {
  kNone,  // decoding ends
  kEthernet,
  kVlan,  // after the type that announces a tag
  kIp,    // IPv4 or IPv6, as its first four bits say
  kIpv4,
  kIpv6,
  kTcp,
  kUdp,
  kOther,   // what Next::decoder decodes
  kTunnel,  // the same, and it begins another network inside of this one
};

struct Next;
using HeaderDecoder = Next (*)(Cursor& cursor, Decoded& decoded);

struct Next {
  Header header = Header::kNone;
  // Why decoding ends, where `header` is kNone; what the frame is where a tunnel is not followed.
  FrameBucket bucket = FrameBucket::kNonIp;
  HeaderDecoder decoder = nullptr;
};

constexpr Next go_on(Header header) {
  return {header, FrameBucket::kNonIp, nullptr};
}
constexpr Next go_on(HeaderDecoder decoder) {
  return {Header::kOther, FrameBucket::kNonIp, decoder};
}
constexpr Next go_into(HeaderDecoder tunnel, FrameBucket otherwise) {
  return {Header::kTunnel, otherwise, tunnel};
}
constexpr Next end_in(FrameBucket bucket) {
  return {Header::kNone, bucket, nullptr};
}

}  // namespace flowsnoop
