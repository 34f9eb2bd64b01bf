#include "inspect/ftp.h"

#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kFtp = Application::kFtp;

std::optional<AnnouncedEndpoint> announced(std::string_view line) {
  const Bytes bytes = text(line);
  return parse_ftp_announcement({bytes, static_cast<std::uint32_t>(bytes.size()), 6, 21, 50000});
}

TEST(Ftp, CommandsAreTheClients) {
  expect_client(tcp(50000, 21, text("USER anonymous\r\n")), kFtp);
  expect_client(tcp(50000, 21, text("LIST\r\n")), kFtp);
  expect_client(tcp(50000, 2100, text("PASV\r\n")), kFtp);
  expect_client(tcp(50000, 2100, text("CWD /pub\r\n")), kFtp);
  expect_client(tcp(50000, 2100, text("USER alice\r\n")), kFtp);
}

TEST(Ftp, RepliesAreTheServers) {
  expect_server(tcp(21, 50000, text("220 ready\r\n")), kFtp);
  expect_server(tcp(21, 50000, text("150-here it\r\n")), kFtp);
  expect_server(tcp(2100, 50000, text("331 Password required for alice\r\n")), kFtp);
  expect_server(tcp(2100, 50000, text("220 FTP server ready\r\n")), kFtp);
}

TEST(Ftp, RepliesOnOtherPortsSayWhatOnlyFtpSays) {
  for (const char* line :
       {"227 Entering Passive Mode (198,51,100,9,4,1)\r\n",
        "229 Entering Extended Passive Mode (|||6446|)\r\n", "230 User alice logged in\r\n",
        "150 Opening data connection\r\n", "226 Transfer complete\r\n", "215 UNIX Type: L8\r\n",
        "257 \"/pub\" is the current directory\r\n"}) {
    SCOPED_TRACE(line);
    expect_server(tcp(2100, 50000, text(line)), kFtp);
  }
  for (const char* line : {"227 what\r\n", "229 what\r\n", "230 what\r\n", "150 what\r\n",
                           "226 what\r\n", "215 what\r\n", "257 what\r\n"}) {
    SCOPED_TRACE(line);
    expect_nothing(tcp(2100, 50000, text(line)));
  }
}

TEST(Ftp, LoginsOfOtherProtocolsAndDataAreNotIts) {
  EXPECT_EQ(look(tcp(50000, 110, text("USER alice\r\n"))).application, Application::kPop3);
  expect_nothing(tcp(20, 50000, text("STOR is the command for uploads\r\n")));
}

TEST(Ftp, NearMisses) {
  expect_nothing(tcp(50000, 21, text("DANCE\r\n")));
  expect_nothing(tcp(50000, 2100, text("LIST\r\n")));
  expect_nothing(tcp(2100, 50000, text("331 what\r\n")));
  expect_nothing(tcp(50000, 2100, text("PASVX\r\n")));
}

TEST(FtpAnnouncement, PortIsWhereTheClientListens) {
  const auto endpoint = announced("PORT 192,0,2,7,195,80\r\n");
  ASSERT_TRUE(endpoint && endpoint->address);
  EXPECT_EQ(to_string(*endpoint->address), "192.0.2.7");
  EXPECT_EQ(endpoint->port, 195 * 256 + 80);
  EXPECT_EQ(endpoint->announced_by, Speaker::kClient);
}

TEST(FtpAnnouncement, PassiveIsWhereTheServerListens) {
  for (const char* line : {"227 Entering Passive Mode (198,51,100,9,4,1).\r\n",
                           "227 Entering Passive Mode 198,51,100,9,4,1\r\n"}) {
    const auto endpoint = announced(line);
    ASSERT_TRUE(endpoint && endpoint->address) << line;
    EXPECT_EQ(to_string(*endpoint->address), "198.51.100.9");
    EXPECT_EQ(endpoint->port, 1025);
    EXPECT_EQ(endpoint->announced_by, Speaker::kServer);
  }
}

TEST(FtpAnnouncement, TheExtendedForms) {
  const auto active = announced("EPRT |2|2001:db8::1|5282|\r\n");
  ASSERT_TRUE(active && active->address);
  EXPECT_EQ(to_string(*active->address), "2001:db8::1");
  EXPECT_EQ(active->port, 5282);
  EXPECT_EQ(active->announced_by, Speaker::kClient);
  const auto passive = announced("229 Entering Extended Passive Mode (|||6446|)\r\n");
  ASSERT_TRUE(passive);
  EXPECT_FALSE(passive->address);  // the server's own
  EXPECT_EQ(passive->port, 6446);
  EXPECT_EQ(passive->announced_by, Speaker::kServer);
}

TEST(FtpAnnouncement, WhatIsOutOfRangeOrCutIsNothing) {
  for (const char* line :
       {"PORT 192,0,2,256,195,80\r\n", "PORT 192,0,2,7,195\r\n", "PORT 192,0,2,7,0,0\r\n",
        "PORT 192,0,2,7,195,80", "PORT 1,2,3,4,5,\r\n", "EPRT |2|2001:db8::1|65536|\r\n",
        "EPRT |1|192.0.2|5282|\r\n", "EPRT |1|192.0.2.7|5282", "229 (|||0|)\r\n", "229 (|||64",
        "227 Entering Passive Mode\r\n", "228 (198,51,100,9,4,1)\r\n", "PORT\r\n", ""}) {
    EXPECT_FALSE(announced(line)) << line;
  }
}

}  // namespace
}  // namespace flowsnoop::test
