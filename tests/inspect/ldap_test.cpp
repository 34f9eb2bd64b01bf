#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kLdap = Application::kLdap;

const Bytes kBind = from_hex("300c 020101 6007 020103 0400 8000");
const Bytes kBindResponse = from_hex("300c 020101 6107 0a0100 0400 0400");

TEST(Ldap, OperationsTellTheSides) {
  expect_client(tcp(50000, 389, kBind), kLdap);
  expect_server(tcp(389, 50000, kBindResponse), kLdap);
  expect_client(tcp(50000, 60000, kBind), kLdap);
  expect_client(tcp(50000, 389, from_hex("3005 020103 4200")), kLdap);
  expect_server(tcp(389, 50000, from_hex("300c 020102 6507 0a0100 0400 0400")), kLdap);
}

TEST(Ldap, OverUdp) {
  expect_client(udp(50000, 389, from_hex("300c 020101 6307 0400 0a0100 0a01")), kLdap);
  expect_server(udp(389, 50000, kBindResponse), kLdap);
}

TEST(Ldap, AKerberosTokenSaysWhoSealedIt) {
  const Bytes rest = join(from_hex("001c 0000 0000000012345678"), fill(48, 0x99));
  expect_client(tcp(50000, 389, join(from_hex("00000040 0504 02 ff"), rest)), kLdap);
  expect_server(tcp(389, 50000, join(from_hex("00000040 0504 07 ff"), rest)), kLdap);
  expect_nothing(tcp(50000, 60000, join(from_hex("00000040 0504 02 ff"), rest)));
  expect_nothing(tcp(50000, 389, join(from_hex("00000040 0504 12 ff"), rest)));
}

TEST(Ldap, NearMisses) {
  expect_nothing(tcp(50000, 389, from_hex("300c 020101 7007 020103 0400 8000")));  // no operation
  expect_nothing(tcp(50000, 389, from_hex("300c 040101 6007 020103 0400 8000")));  // no message id
  expect_nothing(tcp(389, 50000, from_hex("300c 020101 6107 020100 0400 0400")));  // no result code
  expect_nothing(udp(50000, 389, from_hex("301c 020101 6007 020103 0400 8000")));  // cut by itself
}

}  // namespace
}  // namespace flowsnoop::test
