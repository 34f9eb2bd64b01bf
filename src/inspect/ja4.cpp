#include "inspect/ja4.h"

#include <algorithm>
#include <string_view>

#include "inspect/crypto/crypto.h"

namespace flowsnoop {
namespace {

constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kProtocolNegotiation = 16;
constexpr std::size_t kMaxNumbers = 512;
constexpr std::size_t kHashDigits = 12;
constexpr std::string_view kHexDigits = "0123456789abcdef";

// Numbers of a hello without GREASE.
class Numbers {
 public:
  // More than there is room for make it not whole.
  void add(std::uint16_t number) {
    if (is_grease(number)) return;
    is_whole_ = size_ < kMaxNumbers;
    if (is_whole_) numbers_[size_++] = number;
  }
  void add(const NumberList& list) {
    for (std::size_t i = 0; i < list.size() && is_whole_; ++i) add(list[i]);
  }
  void sort() { std::sort(numbers_.data(), numbers_.data() + size_); }

  bool is_whole() const { return is_whole_; }
  std::size_t size() const { return size_; }
  const std::uint16_t* begin() const { return numbers_.data(); }
  const std::uint16_t* end() const { return numbers_.data() + size_; }

 private:
  bool is_whole_ = true;
  std::size_t size_ = 0;
  std::array<std::uint16_t, kMaxNumbers> numbers_;
};

// "002f,0035_0403,0804": lists of numbers in hexadecimal digits.
class HexText {
 public:
  void append(const Numbers& numbers) {
    for (const std::uint16_t number : numbers) {
      if (size_ > 0 && text_[size_ - 1] != '_') text_[size_++] = ',';
      for (int shift = 12; shift >= 0; shift -= 4) {
        text_[size_++] = static_cast<std::uint8_t>(kHexDigits[number >> shift & 0xf]);
      }
    }
  }
  void separate() { text_[size_++] = '_'; }
  ByteView bytes() const { return {text_.data(), size_}; }

 private:
  std::size_t size_ = 0;
  std::array<std::uint8_t, 2 * 5 * kMaxNumbers + 1> text_;
};

struct Fingerprint {
  std::array<char, kJa4Size> text;
  std::size_t size = 0;

  void append(char c) { text[size++] = c; }
  void append(std::string_view part) {
    std::copy(part.begin(), part.end(), text.data() + size);
    size += part.size();
  }
  // Two decimal digits, at most 99.
  void append_count(std::size_t count) {
    const std::size_t shown = std::min<std::size_t>(count, 99);
    append(static_cast<char>('0' + shown / 10));
    append(static_cast<char>('0' + shown % 10));
  }
};

using HashDigits = std::array<char, kHashDigits>;

// The digits of one or two lists. False where there is no SHA-256.
bool hash_lists(const Numbers& first, const Numbers& second, HashDigits& digits) {
  HexText text;
  text.append(first);
  if (second.size() > 0) {
    text.separate();
    text.append(second);
  }
  Sha256Digest digest;
  if (!sha256(text.bytes(), digest)) return false;
  for (std::size_t i = 0; i < kHashDigits; ++i) {
    digits[i] = kHexDigits[digest[i / 2] >> (i % 2 == 0 ? 4 : 0) & 0xf];
  }
  return true;
}

// The digits of lists that came lately. Most hellos are a few programs', and SHA-256 would cost
// more than all else that is done with them. Lists that share a place take turns.
class HashCache {
 public:
  // Null where there is no SHA-256. Valid until the next call.
  const HashDigits* find(const Numbers& first, const Numbers& second) {
    const std::size_t size = first.size() + second.size();
    Slot& slot = size > kMaxSize ? uncached_ : slots_[slot_of(first, second)];
    if (size <= kMaxSize && slot.holds(first, second)) return &slot.digits;
    slot.size = 0;  // so that it holds nothing where there are no digits
    if (!hash_lists(first, second, slot.digits)) return nullptr;
    if (size <= kMaxSize) slot.hold(first, second);
    return &slot.digits;
  }

 private:
  static constexpr std::size_t kSlots = 64;
  static constexpr std::size_t kMaxSize = 120;  // numbers of both lists; browsers name about 40

  struct Slot {
    std::uint16_t first_size = 0;
    std::uint16_t size = 0;  // of both lists; 0: the slot is empty
    HashDigits digits{};
    std::array<std::uint16_t, kMaxSize> numbers{};

    bool holds(const Numbers& first, const Numbers& second) const {
      return first_size == first.size() && size == first.size() + second.size() &&
             std::equal(first.begin(), first.end(), numbers.begin()) &&
             std::equal(second.begin(), second.end(), numbers.begin() + first_size);
    }
    void hold(const Numbers& first, const Numbers& second) {
      first_size = static_cast<std::uint16_t>(first.size());
      size = static_cast<std::uint16_t>(first.size() + second.size());
      std::copy(first.begin(), first.end(), numbers.begin());
      std::copy(second.begin(), second.end(), numbers.begin() + first_size);
    }
  };

  // Who makes lists meet in one slot wins nothing but the time that his hashes take.
  static std::size_t slot_of(const Numbers& first, const Numbers& second) {
    std::uint64_t mixed = first.size();
    const auto mix = [&](std::uint16_t number) { mixed = (mixed ^ number) * 0x9e3779b97f4a7c15; };
    std::for_each(first.begin(), first.end(), mix);
    std::for_each(second.begin(), second.end(), mix);
    return mixed >> 32 & (kSlots - 1);
  }

  std::array<Slot, kSlots> slots_;
  Slot uncached_;  // for what is too long
};

// Of nothing the hash is zeros, so that people see that there was nothing.
bool append_hash(const Numbers& first, const Numbers& second, Fingerprint& ja4) {
  if (first.size() == 0) {
    ja4.append("000000000000");
    return true;
  }
  thread_local HashCache cache;
  const HashDigits* digits = cache.find(first, second);
  if (digits == nullptr) return false;
  ja4.append({digits->data(), digits->size()});
  return true;
}

std::uint16_t highest_version(const ClientHello& hello) {
  std::uint16_t highest = 0;
  for (std::size_t i = 0; i < hello.supported_versions.size(); ++i) {
    const std::uint16_t version = hello.supported_versions[i];
    if (!is_grease(version)) highest = std::max(highest, version);
  }
  return highest == 0 ? hello.legacy_version : highest;
}

std::string_view version_code(std::uint16_t version) {
  switch (version) {
    case 0x0304:
      return "13";
    case 0x0303:
      return "12";
    case 0x0302:
      return "11";
    case 0x0301:
      return "10";
    case 0x0300:
      return "s3";
    case 0x0002:
      return "s2";
    case 0xfeff:
      return "d1";
    case 0xfefd:
      return "d2";
    case 0xfefc:
      return "d3";
    default:
      return "00";
  }
}

bool is_alphanumeric(std::uint8_t byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z');
}

// The first and the last character of the protocol that the client prefers, or the first and the
// last digit of its bytes in hexadecimal.
void append_protocol(std::string_view protocol, Fingerprint& ja4) {
  if (protocol.empty()) return ja4.append("00");
  const auto first = static_cast<std::uint8_t>(protocol.front());
  const auto last = static_cast<std::uint8_t>(protocol.back());
  const bool is_text = is_alphanumeric(first) && is_alphanumeric(last);
  ja4.append(is_text ? protocol.front() : kHexDigits[first >> 4]);
  ja4.append(is_text ? protocol.back() : kHexDigits[last & 0xf]);
}

}  // namespace

std::optional<std::array<char, kJa4Size>> ja4_fingerprint(const ClientHello& hello,
                                                          char transport) {
  Numbers ciphers;
  ciphers.add(hello.cipher_suites);
  ciphers.sort();
  Numbers extensions;  // those that are hashed
  std::size_t extension_count = 0;
  hello.extensions.for_each([&](const TlsExtension& extension) {
    if (!is_grease(extension.type)) ++extension_count;
    if (extension.type != kServerName && extension.type != kProtocolNegotiation) {
      extensions.add(extension.type);
    }
  });
  extensions.sort();
  Numbers algorithms;
  algorithms.add(hello.signature_algorithms);
  if (!ciphers.is_whole() || !extensions.is_whole() || !algorithms.is_whole()) return std::nullopt;

  Fingerprint ja4;
  ja4.append(transport);
  ja4.append(version_code(highest_version(hello)));
  ja4.append(hello.has_server_name ? 'd' : 'i');
  ja4.append_count(ciphers.size());
  ja4.append_count(extension_count);
  append_protocol(hello.protocols.first(), ja4);
  ja4.append('_');
  if (!append_hash(ciphers, Numbers(), ja4)) return std::nullopt;
  ja4.append('_');
  if (!append_hash(extensions, algorithms, ja4)) return std::nullopt;
  return ja4.text;
}

}  // namespace flowsnoop
