#include "cli/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "cli/options.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kHelpColumn = 29;

constexpr std::string_view kIntroduction =
    R"(flowsnoop names the conversations in network traffic: who is the client, who is
the server, which service, how it went, and how sure that is.

Usage: flowsnoop -r FILE... [OPTION...] [FILTER]  read captures
       flowsnoop FILE... [OPTION...] [FILTER]     the same
       flowsnoop -i NAME [OPTION...] [FILTER]     capture on an interface

FILTER is a pcap filter expression, as in tcpdump (see pcap-filter(7)); quote
what your shell would change.
)";

constexpr std::string_view kEnd = R"(
Examples:
  flowsnoop -r capture.pcapng                 every conversation, as a table
  flowsnoop -i eth0 tcp port 443              watch HTTPS as it happens
  flowsnoop capture.pcap --format json | jq   records for programs
  ssh host tcpdump -w - | flowsnoop -r -      a capture from elsewhere

Times are whole numbers with units: 90s, 5m, 2h4m, 1d; a bare number is seconds.

Exit status: 0 done; 1 it could not start or go on, a line on standard error
says why, unless nobody reads the output any more (| head); 2 wrong usage; 3 a
capture is cut short, damaged or may not be read, and all else was shown.
)";

std::string option_heading(const OptionSpec& spec) {
  std::string heading =
      spec.short_name.empty() ? "      " : fmt::format("  -{}, ", spec.short_name);
  heading += fmt::format("--{}", spec.long_name);
  if (!spec.value.empty()) heading += fmt::format(" {}", spec.value);
  return heading;
}

// Appends `text` word by word, each line from `column` on.
void append_wrapped(std::string& out, std::size_t at, std::string_view text, std::size_t column) {
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (at > column && at + 1 + word.size() > kColumns) {
      out += '\n';
      at = 0;
    } else if (at > column) {
      out += ' ';
      ++at;
    }
    if (at < column) {
      out.append(column - at, ' ');
      at = column;
    }
    out += word;
    at += word.size();
  }
  out += '\n';
}

}  // namespace

std::string help_text() {
  std::string text(kIntroduction);
  std::string_view group;
  for (const OptionSpec& spec : option_specs()) {
    if (spec.group != group) {
      group = spec.group;
      text += fmt::format("\n{}:\n", group);
    }
    const std::string heading = option_heading(spec);
    text += heading;
    if (heading.size() + 2 > kHelpColumn) text += '\n';
    append_wrapped(text, heading.size() + 2 > kHelpColumn ? 0 : heading.size(), spec.help,
                   kHelpColumn);
  }
  text += kEnd;
  return text;
}

}  // namespace flowsnoop
