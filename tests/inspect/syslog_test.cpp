#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kSyslog = Application::kSyslog;

TEST(Syslog, WhoSendsIsTheClient) {
  expect_client(udp(50000, 514, text("<34>Oct 11 22:14:15 host su: failed\n")), kSyslog);
  expect_client(udp(514, 514, text("<165>1 2003-10-11T22:14:15.003Z host app - - - hi")), kSyslog);
  expect_client(udp(50000, 60000, text("<34>Oct 11 22:14:15 host su: failed\n")), kSyslog);
  expect_client(udp(50000, 514, text("<34>su: failed")), kSyslog);
}

TEST(Syslog, OverTcpWithAndWithoutACount) {
  expect_client(tcp(50000, 601, text("<34>1 - host su - - - failed\n")), kSyslog);
  expect_client(tcp(50000, 601, text("29 <34>1 - host su - - - failed")), kSyslog);
  expect_nothing(tcp(50000, 514, text("<34>su: failed")));  // the remote shell's port, too
}

TEST(Syslog, NearMisses) {
  expect_nothing(udp(50000, 514, text("<192>Oct 11 22:14:15 host\n")));
  expect_nothing(udp(50000, 514, text("<>Oct 11 22:14:15 host\n")));
  expect_nothing(udp(50000, 514, text("<34 Oct 11 22:14:15 host\n")));
  expect_nothing(udp(50000, 60000, text("<34>su: failed")));
}

}  // namespace
}  // namespace flowsnoop::test
