#include "cli/message.h"

#include <langinfo.h>

#include <clocale>
#include <cstdio>

#include "output/escape.h"

namespace flowsnoop {
namespace {

// A terminal of another character set may take parts of a UTF-8 character for a control code.
bool locale_is_utf8() {
  std::setlocale(LC_CTYPE, "");
  return std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
}

}  // namespace

void tell(std::string_view text) {
  const std::string line = "flowsnoop: " + escape_for_terminal(text, locale_is_utf8()) + '\n';
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace flowsnoop
