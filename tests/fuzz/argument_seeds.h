// What people write on a command line, as first inputs of arguments_fuzz.cpp.
#pragma once

#include <vector>

#include "fuzz_input.h"

namespace flowsnoop::fuzz {

std::vector<Bytes> argument_seeds();

}  // namespace flowsnoop::fuzz
