// What the program has to say on standard error, a line each.
//
// Names of files and interfaces, filters and what captures hold may be in it: nothing of that
// reaches the terminal unescaped. Used by one thread.
#pragma once

#include <string_view>

namespace flowsnoop {

// Writes "flowsnoop: " and `text`, in one line.
void tell(std::string_view text);

}  // namespace flowsnoop
