#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kIec104 = Application::kIec104;

TEST(Iec104, TheControllingStationStartsAndStops) {
  expect_client(tcp(50000, 2404, from_hex("6804 07000000")), kIec104);
  expect_server(tcp(2404, 50000, from_hex("6804 0b000000")), kIec104);
  expect_anyone(tcp(50000, 2404, from_hex("6804 43000000")), kIec104);  // both may test
}

TEST(Iec104, InformationGoesOneWayAndCommandsTheOther) {
  expect_server(tcp(2404, 50000, from_hex("680e 00000000 01 01 0300 0100 010000 01")), kIec104);
  expect_client(tcp(50000, 60000, from_hex("680e 00000000 64 01 0600 0100 000000 14")), kIec104);
  expect_server(tcp(60000, 50000, from_hex("680e 00000000 64 01 0700 0100 000000 14")), kIec104);
}

TEST(Iec104, SeveralInOneSegment) {
  expect_server(tcp(2404, 50000, from_hex("6804 01000200 680e 00000000 0d 01 0300 0100 010000 01")),
                kIec104);
}

TEST(Iec104, NearMisses) {
  expect_nothing(tcp(50000, 60000, from_hex("6804 43000000")));  // no direction, not on the port
  expect_nothing(tcp(50000, 2404, from_hex("6805 07000000 00")));
  expect_nothing(tcp(50000, 60000, from_hex("6804 07000000 00")));
  expect_nothing(tcp(50000, 2404, from_hex("6804 07010000")));
}

}  // namespace
}  // namespace flowsnoop::test
