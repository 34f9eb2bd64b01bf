#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kDnp3 = Application::kDnp3;

// A frame of 18 bytes of user data; `header` has its checksum.
Bytes frame(std::string_view header, std::string_view user_data) {
  const Bytes data = from_hex(user_data);
  return join(from_hex(header), data, fill(20 - data.size()));
}
constexpr std::string_view kFromMaster = "0564 17 c4 0a00 0100 df7e";
constexpr std::string_view kFromOutstation = "0564 17 44 0100 0a00 fa3f";

TEST(Dnp3, DirectionAndFunctionAgree) {
  expect_client(tcp(50000, 20000, frame(kFromMaster, "c0 c0 01")), kDnp3);
  expect_server(tcp(20000, 50000, frame(kFromOutstation, "c0 c0 81")), kDnp3);
}

TEST(Dnp3, TheDirectionBitAloneIsAHint) {
  expect_client(tcp(50000, 20000, frame(kFromMaster, "01 00 00")), kDnp3, Strength::kHint);
}

TEST(Dnp3, WhatContradictsItselfHasNoDirection) {
  const Finding finding = look(tcp(50000, 20000, frame(kFromOutstation, "c0 c0 02")));
  EXPECT_EQ(finding.application, kDnp3);
  EXPECT_EQ(finding.speaker, Speaker::kUnknown);
}

TEST(Dnp3, NearMisses) {
  expect_nothing(tcp(50000, 20000, frame("0564 17 c4 0a00 0100 df70", "c0 c0 01")));  // checksum
  expect_nothing(tcp(50000, 20000, frame("0565 17 c4 0a00 0100 df7e", "c0 c0 01")));
}

}  // namespace
}  // namespace flowsnoop::test
