#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

const Bytes kRdpRequest = join(from_hex("0300002b 26 e0 0000 0000 00"),
                               text("Cookie: mstshash=alice\r\n"), from_hex("01000800 03000000"));
const Bytes kRdpConfirm = from_hex("03000013 0e d0 0000 1234 00 02000800 02000000");

TEST(Tpkt, RdpAsksWithACookieOrANegotiation) {
  expect_client(tcp(50000, 13389, kRdpRequest), Application::kRdp);
  expect_server(tcp(13389, 50000, kRdpConfirm), Application::kRdp);
}

TEST(Tpkt, OtherConnectionsAreIsoTransport) {
  expect_client(tcp(50000, 102, from_hex("03000016 11 e0 0000 0001 00 c0010a c1020100 c2020102")),
                Application::kCotp);
  expect_server(tcp(102, 50000, from_hex("03000016 11 d0 0001 0002 00 c0010a c1020100 c2020102")),
                Application::kCotp);
}

TEST(Tpkt, S7SaysJobOrAcknowledgement) {
  expect_client(tcp(50000, 102, from_hex("03000019 02f080 32010000000100080000 f0000001000101e0")),
                Application::kS7comm);
  expect_server(
      tcp(102, 50000, from_hex("0300001b 02f080 320300000001000800000000 f0000001000100f0")),
      Application::kS7comm);
  // User data: a request, and its response.
  expect_client(
      tcp(50000, 102, from_hex("0300001d 02f080 32070000000100080004 0001120411440100 0a000000")),
      Application::kS7comm);
  expect_server(
      tcp(102, 50000, from_hex("0300001d 02f080 32070000000100080004 0001120812840100 0a000000")),
      Application::kS7comm);
}

TEST(Tpkt, S7PlusHasAnOpcode) {
  expect_client(tcp(50000, 102, join(from_hex("03000020 02f080 72020010 31"), fill(20))),
                Application::kS7comm);
  expect_server(tcp(102, 50000, join(from_hex("03000020 02f080 72020010 32"), fill(20))),
                Application::kS7comm);
}

TEST(Tpkt, MmsRequestsAndResponses) {
  expect_client(
      tcp(50000, 102, from_hex("0300001b 02f080 01000100 610e 300c 020103 a007 a005 020101 8200")),
      Application::kMms);
  expect_server(
      tcp(102, 50000, from_hex("0300001b 02f080 01000100 610e 300c 020103 a007 a105 020101 8200")),
      Application::kMms);
}

TEST(Tpkt, CallsOfH323AreHints) {
  expect_client(tcp(50000, 1720, from_hex("0300000c 08 02 0001 05 040388")), Application::kH323,
                Strength::kHint);
  expect_server(tcp(1720, 50000, from_hex("0300000c 08 02 8001 02 040388")), Application::kH323,
                Strength::kHint);
}

TEST(Tpkt, NearMisses) {
  expect_nothing(tcp(50000, 50102, from_hex("0301000b 06 e0 0000 0000 00")));
  expect_nothing(
      tcp(50000, 50102, from_hex("0300000c 06 e0 0000 0000 00")));  // the length is wrong
  expect_nothing(tcp(50000, 102, from_hex("0300000b 06 c0 0000 0000 00")));
}

}  // namespace
}  // namespace flowsnoop::test
