#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSmb = Application::kSmb;

Bytes version_1(std::string_view command_status_flags) {
  return join(from_hex("00000030 ff534d42"), from_hex(command_status_flags), fill(30, 1));
}
Bytes version_2(std::string_view flags) {
  return join(from_hex("00000040 fe534d42 4000 0000 00000000 0300 0100"), from_hex(flags),
              fill(44));
}

TEST(Smb, TheReplyFlagTellsTheSides) {
  expect_client(tcp(50000, 445, version_1("72 00000000 18 0128")), kSmb);
  expect_server(tcp(445, 50000, version_1("72 00000000 98 0128")), kSmb);
  expect_client(tcp(50000, 445, version_2("00000000")), kSmb);
  expect_server(tcp(445, 50000, version_2("01000000")), kSmb);
  expect_server(tcp(139, 50000, version_2("11000000")), kSmb);
}

TEST(Smb, AServerBreaksALockAsIfItAsked) {
  Bytes lock_break = version_1("24 00000000 00 0128");
  lock_break[34] = lock_break[35] = 0xff;
  const Finding finding = look(tcp(445, 50000, lock_break));
  EXPECT_EQ(finding.application, kSmb);
  EXPECT_EQ(finding.speaker, Speaker::kUnknown);
}

TEST(Smb, EncryptedAndCompressedHaveNoDirection) {
  expect_anyone(tcp(50000, 445, join(from_hex("00000070 fd534d42"), fill(100, 0x55))), kSmb);
  expect_anyone(tcp(50000, 445, join(from_hex("00000070 fc534d42"), fill(100, 0x55))), kSmb);
}

TEST(Smb, NearMisses) {
  expect_nothing(tcp(50000, 445, join(from_hex("00000040 fe534d43"), fill(60))));
  expect_nothing(tcp(50000, 445, join(from_hex("00000040 fe534d42 4100"), fill(58))));
}

}  // namespace
}  // namespace flowsnoop::test
