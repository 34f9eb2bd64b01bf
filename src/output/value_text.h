// How numbers, addresses and times read in the formats for programs. Every function writes at
// `out`, which has the room that its comment states, and returns the end of what was written:
// nothing is allocated.
//
// The functions are pure; an IsoTime is used by one thread.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "output/field_value.h"

namespace flowsnoop {

// Room for any number, time, address or tunnel path.
inline constexpr std::size_t kMaxValueText = 96;
static_assert(kMaxWord <= kMaxValueText);

inline char* write_text(char* out, std::string_view text) {
  return out + text.copy(out, text.size());
}

// The same of a word, which is a few characters long: they are copied in two pieces that may
// overlap.
inline char* write_word(char* out, Word word) {
  const std::string_view text = word.text;
  const std::size_t size = text.size();
  const auto copy_ends = [&](auto piece) {
    std::memcpy(&piece, text.data() + size - sizeof piece, sizeof piece);
    std::memcpy(out, text.data(), sizeof piece);
    std::memcpy(out + size - sizeof piece, &piece, sizeof piece);
    return out + size;
  };
  if (size > 2 * sizeof(std::uint64_t)) return write_text(out, text);
  if (size >= sizeof(std::uint64_t)) return copy_ends(std::uint64_t{});
  if (size >= sizeof(std::uint32_t)) return copy_ends(std::uint32_t{});
  if (size >= sizeof(std::uint16_t)) return copy_ends(std::uint16_t{});
  return write_text(out, text);
}

// end - start, which is never negative and may take all 64 bits.
constexpr std::uint64_t duration_ns(std::int64_t start_ns, std::int64_t end_ns) {
  return static_cast<std::uint64_t>(end_ns) - static_cast<std::uint64_t>(start_ns);
}

// Writes up to kMaxIntegerText characters, of which the number takes the first ones.
inline constexpr std::size_t kMaxIntegerText = 20;
char* write_integer(char* out, std::uint64_t value);

// So many decimals has a real number of a field.
inline constexpr int kRealDecimals = 6;

// Decimal, rounded to `decimals` (at most 9) places, without zeros at the end: "0.975", "9.2", "1".
// At most 32 characters. `value` is finite.
char* write_real(char* out, double value, int decimals);

// A log-odds, rounded to three decimals: "9.2", "-0.405". An infinite one, which nothing should
// ever weigh, is written as the largest number that a float has. At most 32 characters.
char* write_log_odds(char* out, float log_odds);

// How a format writes a piece of evidence, up to the number of its frame. The texts outlive who is
// made of it.
struct EvidenceForm {
  std::string_view before_kind;
  std::string_view after_kind;
  std::string_view before_frame;
  bool has_plus = false;  // in front of log-odds that are not negative
};

// Remembers how the last piece of evidence of each kind reads but for its frame: most have their
// kind's weight, again and again. Used by one thread.
class EvidenceText {
 public:
  // Room for one with its frame.
  static constexpr std::size_t kMaxSize = 128;

  explicit EvidenceText(const EvidenceForm& form) : form_(form) {}

  char* write(char* out, const Evidence& evidence) {
    const Text& text = text_of(evidence);
    std::memcpy(out, text.text, kBlock);  // of fixed sizes, which is faster
    if (text.size > kBlock) std::memcpy(out + kBlock, text.text + kBlock, kMostText - kBlock);
    out += text.size;
    // Most of a conversation's evidence is from its first frame.
    if (evidence.frame != frame_) {
      frame_ = evidence.frame;
      frame_size_ = static_cast<std::size_t>(write_integer(frame_text_, frame_) - frame_text_);
    }
    std::memcpy(out, frame_text_, sizeof frame_text_);
    return out + frame_size_;
  }

 private:
  static constexpr std::size_t kMostText = 96;
  static constexpr std::size_t kBlock = 64;
  static_assert(kMostText + kMaxIntegerText <= kMaxSize);

  struct Text {
    float log_odds = std::numeric_limits<float>::quiet_NaN();  // equal to none
    std::uint8_t size = 0;
    char text[kMostText];
  };

  const Text& text_of(const Evidence& evidence) {
    const Text& known = texts_[static_cast<std::size_t>(evidence.kind)];
    return known.log_odds == evidence.log_odds ? known : remember(evidence);
  }
  const Text& remember(const Evidence& evidence);

  EvidenceForm form_;
  std::array<Text, kEvidenceKindCount> texts_{};
  std::uint64_t frame_ = 0;
  std::size_t frame_size_ = 1;
  char frame_text_[kMaxIntegerText] = {'0'};
};

// Community ID, version 1. At most kCommunityIdSize characters; none where it cannot be worked out.
char* write_community_id(char* out, const FlowRecord& record);

// At most kMaxIpAddressText characters. An IPv6 packet's ::ffff:192.0.2.1 is written so.
char* write_address(char* out, const IpAddress& address, std::uint8_t ip_version);

// "2024-05-01T09:14:02.118000000Z" (ISO 8601, UTC), for any time that 64 bits of nanoseconds can
// hold (1677 to 2262). It remembers the last seconds written, because neighbours share them:
// records one after the other begin at about the same time, and end at about another.
class IsoTime {
 public:
  static constexpr std::size_t kSize = 30;

  char* write(char* out, std::int64_t time_ns);

 private:
  static constexpr std::size_t kSecondSize = 20;  // "2024-05-01T09:14:02."
  static constexpr std::size_t kSeconds = 8;

  struct Second {
    std::int64_t second = std::numeric_limits<std::int64_t>::min();  // no time has this one
    char text[kSecondSize] = {};

    void remember(std::int64_t which);
  };

  std::array<Second, kSeconds> seconds_;  // each where its last digits say
};

// Any value of this kind but a text, evidence and lists, as every format shows it; nothing for a
// real that is not finite. At most kMaxValueText characters. Inline: the kind is that of a field,
// known when a format is compiled.
template <FieldKind kind>
inline char* write_plain(char* out, const FieldValue& value, IsoTime& iso_time) {
  if constexpr (kind == FieldKind::kInteger) {
    return write_integer(out, value.integer());
  } else if constexpr (kind == FieldKind::kIdentifier) {
    return write_integer(out, value.identifier().number);
  } else if constexpr (kind == FieldKind::kReal) {
    return std::isfinite(value.real()) ? write_real(out, value.real(), kRealDecimals) : out;
  } else if constexpr (kind == FieldKind::kBoolean) {
    return write_text(out, value.boolean() ? "true" : "false");
  } else if constexpr (kind == FieldKind::kWord) {
    return write_word(out, value.word());
  } else if constexpr (kind == FieldKind::kAddress) {
    return write_address(out, *value.address().address, value.address().ip_version);
  } else if constexpr (kind == FieldKind::kTunnels) {
    return format_tunnel_path(value.tunnels(), out);
  } else if constexpr (kind == FieldKind::kTime) {
    return iso_time.write(out, value.time().ns);
  } else {
    static_assert(kind == FieldKind::kCommunityId);
    return write_community_id(out, value.community_id_of());
  }
}

}  // namespace flowsnoop
