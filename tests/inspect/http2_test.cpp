#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kHttp2 = Application::kHttp2;

const Bytes kSettings = from_hex("000006 04 00 00000000 000300000064");
const Bytes kWindow = from_hex("000004 08 00 00000000 00ff0001");

TEST(Http2, ThePrefaceIsTheClients) {
  expect_client(tcp(50000, 80, text("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")), kHttp2);
}

TEST(Http2, HeadersTellTheSidesByTheirFirstField) {
  expect_client(tcp(50000, 80, from_hex("000005 01 05 00000003 8286844100")), kHttp2);
  expect_server(tcp(80, 50000, from_hex("000003 01 04 00000003 887654")), kHttp2);
  // A request by a literal :path, after a change of the table's size.
  expect_client(tcp(50000, 80, from_hex("000007 01 04 00000005 3fe11f 4403 2f61")), kHttp2);
  // A response by a literal :status.
  expect_server(tcp(80, 50000, from_hex("000005 01 04 00000005 4803323036")), kHttp2);
}

TEST(Http2, HeadersAreFoundBehindSettings) {
  expect_server(tcp(80, 50000, join(kSettings, kWindow, from_hex("000001 01 05 00000001 88"))),
                kHttp2);
}

TEST(Http2, SettingsComeFromBothSides) {
  expect_anyone(tcp(80, 50000, kSettings), kHttp2);
  expect_anyone(tcp(80, 50000, join(kSettings, kWindow)), kHttp2);
}

TEST(Http2, NearMisses) {
  expect_nothing(tcp(50000, 50001, kWindow));
  expect_nothing(tcp(50000, 50001, from_hex("000005 01 05 00000002 8286844100")));  // even stream
  expect_nothing(tcp(50000, 50001, from_hex("000005 04 00 00000000 0003000000")));  // not times 6
  expect_nothing(tcp(50000, 50001, text("PRI * HTTP/1.0\r\n\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
