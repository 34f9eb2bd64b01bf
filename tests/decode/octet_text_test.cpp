#include "decode/octet_text.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

TEST(OctetText, IsTheNumberInDecimal) {
  for (unsigned i = 0; i < 256; ++i) {
    const auto octet = static_cast<std::uint8_t>(i);
    EXPECT_EQ(octet_text(octet), std::to_string(i));
    EXPECT_EQ(kOctetTexts.text[i][kOctetTexts.size[i] - 1u], '.');
  }
}

}  // namespace
}  // namespace flowsnoop
