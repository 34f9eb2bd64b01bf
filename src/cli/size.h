// Sizes as people write them: "512M", "4G". Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace flowsnoop {

// Bytes; K, M and G, in either case, are 2^10, 2^20 and 2^30. Nothing where `text` is no such size,
// or one that is too large.
std::optional<std::size_t> parse_size(std::string_view text);

}  // namespace flowsnoop
