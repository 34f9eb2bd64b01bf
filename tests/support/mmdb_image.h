// Writes small databases in MaxMind's format, after its specification
// (https://maxmind.github.io/MaxMind-DB/): records of 24 bits, IPv6 with IPv4 below ::/96.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flowsnoop/ip_address.h"

namespace flowsnoop::test {

class MmdbImage {
 public:
  using Pair = std::pair<std::string_view, std::string>;  // a key and an encoded value

  static std::string text(std::string_view value);         // at most 284 bytes
  static std::string number(std::uint32_t value);          // of type uint32
  static std::string map(const std::vector<Pair>& pairs);  // at most 28 pairs

  // `value` is for the networks of `address` with a prefix of `bits`. Prefixes do not overlap.
  void add(std::string_view address, int bits, const std::string& value);

  // The file's bytes.
  std::string build() const;

 private:
  struct Node {
    std::uint32_t next[2] = {kNothing, kNothing};
  };
  static constexpr std::uint32_t kNothing = 0xffffffff;
  static constexpr std::uint32_t kData = 0x80000000;  // and an offset

  std::vector<Node> nodes_{1};
  std::string data_;
};

}  // namespace flowsnoop::test
