// What somebody who mistyped an option may have meant. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace flowsnoop {

// The known long option that is nearest to `argument` ("--fromat" -> "--format"), or an empty text
// where none is near.
std::string suggest_option(std::string_view argument);

}  // namespace flowsnoop
