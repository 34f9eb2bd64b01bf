#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kTds = Application::kTds;

TEST(Tds, ThePreloginIsTheClients) {
  expect_client(tcp(50000, 60000,
                    join(from_hex("12 01 001a 0000 01 00 00 000b 0006 01 0011 0001 ff"), fill(7))),
                kTds);
}

TEST(Tds, ATlsHandshakeInItTellsTheSides) {
  const Bytes header = from_hex("12 01 0030 0000 00 00");
  expect_client(tcp(50000, 1433, join(header, from_hex("1603010023 0100001f 0303"), fill(29))),
                kTds);
  expect_server(tcp(1433, 50000, join(header, from_hex("1603010023 0200001f 0303"), fill(29))),
                kTds);
}

TEST(Tds, OtherPacketsNeedThePort) {
  expect_client(tcp(50000, 1433, join(from_hex("01 01 0018 0000 01 00"), fill(16, 0x53))), kTds);
  expect_server(tcp(1433, 50000, join(from_hex("04 01 0018 0033 01 00"), fill(16, 0xfd))), kTds);
  expect_nothing(tcp(60000, 50000, join(from_hex("04 01 0018 0033 01 00"), fill(16, 0xfd))));
}

TEST(Tds, NearMisses) {
  expect_nothing(tcp(50000, 60000, join(from_hex("12 01 001a 0000 01 00 01 000b 0006"), fill(13))));
  expect_nothing(tcp(1433, 50000, join(from_hex("04 01 0018 0033 01 07"), fill(16, 0xfd))));
}

}  // namespace
}  // namespace flowsnoop::test
