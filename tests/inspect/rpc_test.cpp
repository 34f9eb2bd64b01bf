#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

// A call of `program`, version 3, procedure 1, without credentials.
Bytes call(std::string_view program) {
  return join(from_hex("11223344 00000000 00000002"), from_hex(program),
              from_hex("00000003 00000001 00000000 00000000 00000000 00000000"));
}
const Bytes kReply = from_hex("11223344 00000001 00000000 00000000 00000000 00000000 00000000");

Bytes record(const Bytes& message) {
  return join(Bytes{0x80, 0, 0, static_cast<std::uint8_t>(message.size())}, message);
}

TEST(Rpc, CallsAreNamedByTheirProgram) {
  expect_client(udp(800, 2049, call("000186a3")), Application::kNfs);
  expect_client(udp(50000, 111, call("000186a0")), Application::kPortmap);
  expect_client(udp(50000, 60000, call("000186a5")), Application::kMount);
  expect_client(tcp(50000, 60000, record(call("000186b5"))), Application::kRpc);
}

TEST(Rpc, RepliesAreNamedByTheirPort) {
  expect_server(udp(111, 50000, kReply), Application::kPortmap);
  expect_server(tcp(2049, 800, record(kReply)), Application::kNfs);
  expect_server(tcp(60000, 50000, record(kReply)), Application::kRpc);
}

TEST(Rpc, AServerMayCallBackOverTheClientsConnection) {
  expect_anyone(tcp(2049, 50000, record(call("40000000"))), Application::kRpc);
}

TEST(Rpc, NearMisses) {
  expect_nothing(udp(60000, 50000, kReply));  // no port supports it
  expect_nothing(udp(800, 2049, call("00000007")));
  Bytes version_3 = call("000186a3");
  version_3[11] = 3;
  expect_nothing(udp(800, 2049, version_3));
  Bytes verifier = kReply;
  verifier[19] = 3;  // not a multiple of 4
  expect_nothing(udp(111, 50000, verifier));
}

}  // namespace
}  // namespace flowsnoop::test
