// The text of --help, made from the table of options. Pure.
#pragma once

#include <string>

namespace flowsnoop {

// Lines of at most 80 columns.
std::string help_text();

}  // namespace flowsnoop
