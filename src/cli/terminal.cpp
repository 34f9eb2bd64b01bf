#include "cli/terminal.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <charconv>
#include <clocale>
#include <cstdlib>

namespace flowsnoop {
namespace {

constexpr int kNarrowest = 20;
constexpr int kWidest = 10000;
constexpr int kUsualColumns = 80;

std::optional<std::string_view> variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::nullopt : std::optional<std::string_view>(value);
}

int columns_of(int descriptor) {
  winsize size{};
  return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

int chosen_width(const Surroundings& surroundings) {
  if (surroundings.columns) {
    int columns = 0;
    const char* end = surroundings.columns->data() + surroundings.columns->size();
    const auto [stop, error] = std::from_chars(surroundings.columns->data(), end, columns);
    if (error == std::errc{} && stop == end && columns >= kNarrowest && columns <= kWidest) {
      return columns;
    }
  }
  if (!surroundings.output_is_terminal) return 0;
  return surroundings.terminal_columns > 0 ? surroundings.terminal_columns : kUsualColumns;
}

}  // namespace

Surroundings read_surroundings(int descriptor) {
  std::setlocale(LC_CTYPE, "");
  Surroundings surroundings;
  surroundings.output_is_terminal = ::isatty(descriptor) == 1;
  surroundings.terminal_columns = columns_of(descriptor);
  surroundings.locale_is_utf8 = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  surroundings.columns = variable("COLUMNS");
  surroundings.no_color = variable("NO_COLOR");
  surroundings.term = variable("TERM");
  return surroundings;
}

TextStyle choose_style(const Surroundings& surroundings) {
  const bool no_color = surroundings.no_color && !surroundings.no_color->empty();
  const bool dumb = !surroundings.term || *surroundings.term == "dumb";
  return {.width = chosen_width(surroundings),
          .colour = surroundings.output_is_terminal && !no_color && !dumb,
          .utf8 = surroundings.locale_is_utf8};
}

}  // namespace flowsnoop
