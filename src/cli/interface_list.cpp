#include "cli/interface_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "output/escape.h"

namespace flowsnoop {

std::string describe_interfaces(std::span<const LiveInterface> interfaces) {
  // The kernel allows control characters in names.
  const auto name_of = [](const LiveInterface& item) {
    return escape_for_terminal(item.name, /*utf8=*/false);
  };
  std::size_t width = 0;
  for (const LiveInterface& item : interfaces) width = std::max(width, name_of(item).size());
  std::string text;
  for (const LiveInterface& item : interfaces) {
    std::string notes = item.up ? "up" : "down";
    if (item.loopback) notes += ", loopback";
    if (!item.addresses.empty()) notes += fmt::format(", {}", fmt::join(item.addresses, ", "));
    if (!item.description.empty()) notes += fmt::format(" ({})", item.description);
    text += fmt::format("{:<{}}  {}\n", name_of(item), width,
                        escape_for_terminal(notes, /*utf8=*/false));
  }
  return text;
}

}  // namespace flowsnoop
