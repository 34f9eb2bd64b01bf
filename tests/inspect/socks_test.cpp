#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSocks = Application::kSocks;

TEST(Socks, Version5) {
  expect_client(tcp(50000, 1080, from_hex("050100")), kSocks);
  expect_client(tcp(50000, 60000, from_hex("05020002")), kSocks);
  expect_server(tcp(1080, 50000, from_hex("0500")), kSocks);
  expect_client(tcp(50000, 1080, from_hex("05010001 c0000207 0050")), kSocks);
  expect_client(
      tcp(50000, 60000, join(from_hex("05010003 0b"), text("example.com"), from_hex("01bb"))),
      kSocks);
  expect_server(tcp(1080, 50000, from_hex("05000001 c0000207 c350")), kSocks);
}

TEST(Socks, AFailureOfVersion5LooksLikeACommandWithoutAddress) {
  expect_server(tcp(1080, 50000, from_hex("05010001 00000000 0000")), kSocks, Strength::kHint);
  expect_server(tcp(1080, 50000, from_hex("05050001 c0000207 0050")), kSocks, Strength::kHint);
}

TEST(Socks, Version4) {
  expect_client(tcp(50000, 1080, join(from_hex("0401 0050 c0000207"), text("bob"), Bytes{0})),
                kSocks);
  expect_client(tcp(50000, 60000,
                    join(from_hex("0401 0050 00000001"), Bytes{0}, text("example.com"), Bytes{0})),
                kSocks);
  expect_server(tcp(1080, 50000, from_hex("005a 0050 c0000207")), kSocks);
}

TEST(Socks, NearMisses) {
  expect_nothing(tcp(60000, 50000, from_hex("0500")));  // a reply, not on the port
  expect_nothing(tcp(60000, 50000, from_hex("005a 0050 c0000207")));
  expect_nothing(tcp(50000, 1080, from_hex("050133")));      // no such method
  expect_nothing(tcp(50000, 1080, from_hex("0502000102")));  // longer than its count
  expect_nothing(tcp(50000, 1080, from_hex("0401 0050 c0000207 00ff")));
}

}  // namespace
}  // namespace flowsnoop::test
