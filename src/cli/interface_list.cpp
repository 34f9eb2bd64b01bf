#include "cli/interface_list.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace flowsnoop {

std::string describe_interfaces(std::span<const LiveInterface> interfaces) {
  std::size_t width = 0;
  for (const LiveInterface& item : interfaces) width = std::max(width, item.name.size());
  std::string text;
  for (const LiveInterface& item : interfaces) {
    std::string notes = item.up ? "up" : "down";
    if (item.loopback) notes += ", loopback";
    if (!item.addresses.empty()) notes += fmt::format(", {}", fmt::join(item.addresses, ", "));
    if (!item.description.empty()) notes += fmt::format(" ({})", item.description);
    text += fmt::format("{:<{}}  {}\n", item.name, width, notes);
  }
  return text;
}

}  // namespace flowsnoop
