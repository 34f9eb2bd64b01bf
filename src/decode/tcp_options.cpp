#include "decode/tcp_options.h"

#include <algorithm>

#include "decode/bytes.h"

namespace flowsnoop {
namespace {

// IANA, "TCP Option Kind Numbers".
enum : std::uint8_t {
  kEnd = 0,
  kNoOperation = 1,
  kMss = 2,
  kWindowScale = 3,
  kSackPermitted = 4,
  kSack = 5,
  kTimestamps = 8,
  kMptcp = 30,
  kFastOpen = 34,
  kExperiment1 = 253,
  kExperiment2 = 254,
};

constexpr std::uint16_t kFastOpenExperiment = 0xf989;  // IANA, TCP ExIDs (RFC 6994)
constexpr std::uint8_t kMaxWindowScale = 14;           // RFC 7323 section 2.3
constexpr std::size_t kSackBlockSize = 8;

void take_sack(std::span<const std::uint8_t> value, TcpOptions& options) {
  if (value.size() % kSackBlockSize != 0) return;
  for (; !value.empty() && options.sack_count < TcpOptions::kMaxSackBlocks;
       value = value.subspan(kSackBlockSize)) {
    options.sack[options.sack_count++] = {load_be32(value.data()), load_be32(value.data() + 4)};
  }
}

void take_option(std::uint8_t kind, std::span<const std::uint8_t> value, TcpOptions& options) {
  switch (kind) {
    case kMss:
      if (value.size() == 2) options.mss = load_be16(value.data());
      break;
    case kWindowScale:
      if (value.size() == 1) options.window_scale = std::min(value[0], kMaxWindowScale);
      break;
    case kSackPermitted:
      options.sack_permitted = value.empty();
      break;
    case kSack:
      take_sack(value, options);
      break;
    case kTimestamps:
      if (value.size() != 8) break;
      options.has_timestamps = true;
      options.timestamp = load_be32(value.data());
      options.timestamp_echo = load_be32(value.data() + 4);
      break;
    case kMptcp:
      options.mptcp = true;
      break;
    case kFastOpen:
      options.fast_open = true;
      break;
    case kExperiment1:
    case kExperiment2:
      if (value.size() >= 2 && load_be16(value.data()) == kFastOpenExperiment) {
        options.fast_open = true;
      }
      break;
    default:
      break;
  }
}

}  // namespace

TcpOptions parse_tcp_options(std::span<const std::uint8_t> bytes) {
  TcpOptions options;
  while (!bytes.empty() && bytes[0] != kEnd) {
    if (bytes[0] == kNoOperation) {
      bytes = bytes.subspan(1);
      continue;
    }
    // Kind, length with both of these bytes, value.
    if (bytes.size() < 2 || bytes[1] < 2 || bytes[1] > bytes.size()) break;
    take_option(bytes[0], bytes.subspan(2, bytes[1] - std::size_t{2}), options);
    bytes = bytes.subspan(bytes[1]);
  }
  return options;
}

}  // namespace flowsnoop
