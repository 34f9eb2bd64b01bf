#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kDtls = Application::kDtls;

// A record of one whole handshake message of 40 bytes.
Bytes message(std::string_view record, std::string_view type) {
  return join(from_hex(record), from_hex("0000 000000000000 0034"), from_hex(type),
              from_hex("000028 0000 000000 000028"), fill(40, 0x5a));
}

TEST(Dtls, HellosTellTheSides) {
  expect_client(udp(50000, 4433, message("16feff", "01")), kDtls);
  expect_server(udp(4433, 50000, message("16fefd", "02")), kDtls);
  expect_server(udp(4433, 50000, message("16feff", "03")), kDtls);  // hello_verify_request
}

TEST(Dtls, TheOldVersionOfOpenSslIsKnown) {
  expect_client(udp(50000, 443, message("160100", "01")), kDtls);
}

TEST(Dtls, EncryptedRecordsHaveNoDirection) {
  expect_anyone(udp(50000, 4433, join(from_hex("17fefd 0001 000000000001 0020"), fill(32, 1))),
                kDtls);
  expect_anyone(udp(50000, 4433, join(from_hex("16fefd 0001 000000000000 0030"), fill(48, 1))),
                kDtls);
}

TEST(Dtls, NearMisses) {
  expect_nothing(udp(50000, 50001, join(from_hex("17fefc 0001 000000000001 0020"), fill(32, 1))));
  expect_nothing(udp(50000, 50001, join(from_hex("17fefd 0001 000000000001 0021"), fill(32, 1))));
  expect_nothing(udp(50000, 50001, join(from_hex("1afefd 0001 000000000001 0020"), fill(32, 1))));
}

}  // namespace
}  // namespace flowsnoop::test
