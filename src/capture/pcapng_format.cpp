#include "capture/pcapng_format.h"

#include <algorithm>

#include "capture/byte_order.h"

namespace flowsnoop {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kSecond_ns = 1'000'000'000;

// Option codes of an Interface Description Block, draft section 4.2, and of an Interface
// Statistics Block, section 4.6.
constexpr std::uint16_t kEndOfOptions = 0;
constexpr std::uint16_t kInterfaceName = 2;
constexpr std::uint16_t kTimeResolution = 9;
constexpr std::uint16_t kTimeOffset = 14;
constexpr std::uint16_t kDroppedByInterface = 5;
constexpr std::uint16_t kDroppedByKernel = 7;

struct Option {
  std::uint16_t code = kEndOfOptions;
  std::span<const std::uint8_t> value;
};

// Steps through a list of options, draft section 3.5.
class OptionCursor {
 public:
  OptionCursor(std::span<const std::uint8_t> bytes, bool swapped)
      : bytes_(bytes), swapped_(swapped) {}

  // The next option; nothing at the end of the list.
  std::optional<Option> next() {
    if (bytes_.empty()) return std::nullopt;
    if (bytes_.size() < 4) return stop_damaged();
    const std::uint16_t code = load16(bytes_.data(), swapped_);
    const std::size_t size = load16(bytes_.data() + 2, swapped_);
    if (code == kEndOfOptions) return std::nullopt;
    if (size > bytes_.size() - 4) return stop_damaged();
    const Option option{code, bytes_.subspan(4, size)};
    const std::size_t padded = 4 + (size + 3) / 4 * 4;
    bytes_ = bytes_.subspan(std::min(padded, bytes_.size()));
    return option;
  }

  // True when the list ended because an option did not fit.
  bool damaged() const { return damaged_; }

 private:
  std::optional<Option> stop_damaged() {
    damaged_ = true;
    return std::nullopt;
  }

  std::span<const std::uint8_t> bytes_;
  bool swapped_;
  bool damaged_ = false;
};

// 10^exponent, or nothing where it does not fit.
std::optional<std::uint64_t> power_of_ten(unsigned exponent) {
  if (exponent > 19) return std::nullopt;
  std::uint64_t power = 1;
  for (; exponent > 0; --exponent) power *= 10;
  return power;
}

std::int64_t clamp_time(Wide ns) {
  return static_cast<std::int64_t>(std::clamp(ns, -Wide{kMaxTimestamp_ns}, Wide{kMaxTimestamp_ns}));
}

bool is_known_block(std::uint32_t type) {
  return (type >= pcapng::kInterfaceDescription && type <= pcapng::kEnhancedPacket) ||
         type == pcapng::kDecryptionSecrets || type == pcapng::kCustom ||
         type == pcapng::kCustomNotCopied || type == pcapng::kSectionHeader;
}

// In either byte order: another section may have begun among the damaged bytes.
std::size_t plausible_block(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < pcapng::kMinBlockSize) return 0;
  for (const bool swapped : {false, true}) {
    const std::uint32_t type = load32(bytes.data(), swapped);
    const std::uint32_t size = load32(bytes.data() + 4, swapped);
    if (!is_known_block(type) || !is_possible_block(type, size)) continue;
    if (size > kMaxResyncRecord || size > bytes.size()) continue;
    if (load32(bytes.data() + size - pcapng::kTrailerSize, swapped) == size) return size;
  }
  return 0;
}

}  // namespace

RecordProbe pcapng_probe() {
  return {plausible_block, 1};
}

PcapngClock::PcapngClock(std::uint8_t resolution, std::int64_t offset_s)
    : offset_ns_(clamp_time(Wide{offset_s} * kSecond_ns)), resolution_(resolution) {
  if (resolution > 9) return;
  multiplier_ = *power_of_ten(9U - resolution);
  const std::int64_t room = kMaxTimestamp_ns - std::max<std::int64_t>(offset_ns_, 0);
  max_units_ = static_cast<std::uint64_t>(room) / multiplier_;
}

std::int64_t PcapngClock::slow_to_ns(std::uint64_t units) const {
  const unsigned exponent = resolution_ & 0x7f;
  const auto signed_units = static_cast<std::int64_t>(units);
  Wide ns = 0;
  if ((resolution_ & 0x80) != 0) {
    ns = Wide{units} * kSecond_ns >> exponent;
  } else if (exponent <= 9) {
    ns = Wide{signed_units} * *power_of_ten(9 - exponent);
  } else if (const auto divisor = power_of_ten(exponent - 9)) {
    ns = Wide{signed_units} / *divisor;
  }
  return clamp_time(ns + offset_ns_);
}

PcapngInterface parse_interface(std::span<const std::uint8_t> body, bool swapped) {
  PcapngInterface result;
  result.shown.link_type = static_cast<LinkType>(load16(body.data(), swapped));
  result.shown.snaplen = load32(body.data() + 4, swapped);
  std::uint8_t resolution = 6;
  std::int64_t offset_s = 0;
  OptionCursor options(body.subspan(8), swapped);
  while (const auto option = options.next()) {
    if (option->code == kInterfaceName) {
      result.shown.name.assign(option->value.begin(), option->value.end());
    } else if (option->code == kTimeResolution && !option->value.empty()) {
      resolution = option->value[0];
    } else if (option->code == kTimeOffset && option->value.size() >= 8) {
      offset_s = static_cast<std::int64_t>(load64(option->value.data(), swapped));
    }
  }
  result.options_damaged = options.damaged();
  result.clock = PcapngClock(resolution, offset_s);
  return result;
}

void parse_statistics(std::span<const std::uint8_t> body, bool swapped, CaptureDrops& drops) {
  OptionCursor options(body.subspan(12), swapped);
  while (const auto option = options.next()) {
    if (option->value.size() < 8) continue;
    if (option->code == kDroppedByInterface)
      drops.interface = load64(option->value.data(), swapped);
    if (option->code == kDroppedByKernel) drops.kernel = load64(option->value.data(), swapped);
  }
}

// A list of records has the form of a list of options.
void parse_host_names(std::span<const std::uint8_t> body, bool swapped, std::size_t limit,
                      std::vector<HostName>& names) {
  OptionCursor records(body, swapped);
  while (const auto record = records.next()) {
    const std::size_t address_size = record->code == pcapng::kIpv4Record   ? 4
                                     : record->code == pcapng::kIpv6Record ? 16
                                                                           : SIZE_MAX;
    if (record->value.size() < address_size) continue;
    const std::uint8_t* const octets = record->value.data();
    const IpAddress address =
        address_size == 4 ? IpAddress::from_ipv4(octets) : IpAddress::from_ipv6(octets);
    std::span<const std::uint8_t> rest = record->value.subspan(address_size);
    while (!rest.empty() && names.size() < limit) {
      const auto end = std::ranges::find(rest, 0);
      const auto size = static_cast<std::size_t>(end - rest.begin());
      if (size > 0 && size <= kMaxHostName) names.push_back({address, {rest.begin(), end}});
      rest = rest.subspan(std::min(size + 1, rest.size()));
    }
  }
}

}  // namespace flowsnoop
