#include "cli/suggestion.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "cli/options.h"

namespace flowsnoop {
namespace {

// Further away than this is another word, not a typing error.
constexpr std::size_t kMaxDistance = 2;

// Letters to insert, delete or replace to get from `a` to `b` (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string suggest_option(std::string_view argument) {
  if (!argument.starts_with("--")) return {};
  const std::string_view word = argument.substr(2, argument.find('=') - 2);
  std::string best;
  std::size_t best_distance = kMaxDistance + 1;
  for (const OptionSpec& spec : option_specs()) {
    const std::size_t distance = edit_distance(word, spec.long_name);
    if (distance < best_distance) {
      best_distance = distance;
      best = "--" + std::string(spec.long_name);
    }
  }
  return best;
}

}  // namespace flowsnoop
