// Whether what was written may be shown and read: JSON Lines, CSV, text. Pure functions.
#pragma once

#include <string_view>

namespace flowsnoop::fuzz {

// Valid UTF-8 (RFC 3629) without a character that a terminal acts on, but for line feeds and, in
// front of these, carriage returns.
bool is_inert(std::string_view text);

// Each line is one JSON object (RFC 8259).
bool is_json_lines(std::string_view text);

// Every line ends with CRLF and has as many cells as the first (RFC 4180).
bool is_csv(std::string_view text);

}  // namespace flowsnoop::fuzz
