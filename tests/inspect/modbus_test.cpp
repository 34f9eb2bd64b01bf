#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kModbus = Application::kModbus;

TEST(Modbus, ReadsAndTheirResponsesDifferInLength) {
  expect_client(tcp(50000, 502, from_hex("0001 0000 0006 01 03 0000 000a")), kModbus);
  expect_server(tcp(502, 50000, from_hex("0001 0000 0007 01 03 04 00010002")), kModbus);
  expect_client(tcp(50000, 60000, from_hex("0001 0000 0006 01 04 0000 000a")), kModbus);
  expect_client(tcp(50000, 502, from_hex("0001 0000 0006 01 01 0000 000a")), kModbus);
}

TEST(Modbus, ThreeBytesOfBitsLookLikeARequest) {
  expect_anyone(tcp(502, 50000, from_hex("0001 0000 0006 01 01 03 010203")), kModbus);
}

TEST(Modbus, WritesOfSeveral) {
  expect_client(tcp(50000, 502, from_hex("0001 0000 000b 01 10 0000 0002 04 00010002")), kModbus);
  expect_server(tcp(502, 50000, from_hex("0001 0000 0006 01 10 0000 0002")), kModbus);
}

TEST(Modbus, ExceptionsAreTheServers) {
  expect_server(tcp(502, 50000, from_hex("0001 0000 0003 01 83 02")), kModbus);
}

TEST(Modbus, AWriteOfOneIsEchoed) {
  expect_anyone(tcp(50000, 502, from_hex("0001 0000 0006 01 06 0000 0002")), kModbus);
  expect_nothing(tcp(50000, 60000, from_hex("0001 0000 0006 01 06 0000 0002")));
}

TEST(Modbus, DeviceIdentification) {
  expect_client(tcp(50000, 502, from_hex("0001 0000 0005 01 2b 0e 01 00")), kModbus);
  expect_server(tcp(502, 50000, from_hex("0001 0000 000c 01 2b 0e 01 01 00 00 01 00 02 4142")),
                kModbus);
}

TEST(Modbus, RequestsWithoutDataAreTheClients) {
  expect_client(tcp(50000, 502, from_hex("0001 0000 0002 01 07")), kModbus);
  expect_server(tcp(502, 50000, from_hex("0001 0000 0003 01 07 6d")), kModbus);
}

TEST(Modbus, WritesAndReadsInOne) {
  expect_client(tcp(50000, 502, from_hex("0001 0000 000d 01 17 0000 0002 0000 0001 02 00ff")),
                kModbus);
  expect_server(tcp(502, 50000, from_hex("0001 0000 0007 01 17 04 00010002")), kModbus);
}

TEST(Modbus, NearMisses) {
  expect_nothing(tcp(50000, 502, from_hex("0001 0001 0006 01 03 0000 000a")));
  expect_nothing(tcp(50000, 502, from_hex("0001 0000 0007 01 03 0000 000a")));
  expect_nothing(tcp(50000, 502, from_hex("0001 0000 0006 01 33 0000 000a")));
}

}  // namespace
}  // namespace flowsnoop::test
