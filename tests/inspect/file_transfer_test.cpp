#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

TEST(Rsync, TheGreetingIsBothSidesAndTheRestTheServers) {
  expect_anyone(tcp(873, 50000, text("@RSYNCD: 31.0\n")), Application::kRsync);
  expect_server(tcp(873, 50000, text("@RSYNCD: OK\n")), Application::kRsync);
  expect_nothing(tcp(873, 50000, text("@RSYNC: 31.0\n")));
}

TEST(Git, RequestsAndAdvertisements) {
  expect_client(
      tcp(50000, 9418,
          join(text("0033git-upload-pack /project.git"), Bytes{0}, text("host=a"), Bytes{0})),
      Application::kGit);
  expect_client(tcp(50000, 9418, text("0032want 74730d410fcb6603ace96f1dc55ea6196122532d\n")),
                Application::kGit);
  expect_server(
      tcp(9418, 50000, text("003c74730d410fcb6603ace96f1dc55ea6196122532d refs/heads/a\n")),
      Application::kGit);
  expect_server(tcp(9418, 50000, text("0008NAK\n")), Application::kGit);
  expect_nothing(tcp(50000, 9418, text("00zzwant 74730d410fcb\n")));
}

TEST(Gnutella, WhoConnectsIsTheClient) {
  expect_client(tcp(50000, 6346, text("GNUTELLA CONNECT/0.6\r\n")), Application::kGnutella);
  expect_server(tcp(6346, 50000, text("GNUTELLA/0.6 200 OK\r\n")), Application::kGnutella,
                Strength::kHint);
  expect_nothing(tcp(50000, 6346, text("GNUTELLA/0.6 OK\r\n")));
}

TEST(Bittorrent, PeersGreetEachOther) {
  const Bytes handshake = join(from_hex("13"), text("BitTorrent protocol"), fill(48, 0x42));
  expect_anyone(tcp(50000, 6881, handshake), Application::kBittorrent);
  expect_nothing(tcp(50000, 6881, join(from_hex("14"), text("BitTorrent protocol"), fill(48))));
}

TEST(BittorrentDht, QueriesAndResponsesAreHints) {
  expect_client(udp(6881, 6882, text("d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t2:aa1:y1:qe")),
                Application::kBittorrent, Strength::kHint);
  expect_server(udp(6882, 6881, text("d1:rd2:id20:mnopqrstuvwxyz123456e1:t2:aa1:y1:re")),
                Application::kBittorrent, Strength::kHint);
  expect_nothing(udp(6882, 6881, text("d1:xd2:id20:mnopqrstuvwxyz123456e")));
}

TEST(Utp, TheFirstPacketIsTheClients) {
  expect_client(udp(50000, 60000, from_hex("4100 1234 00112233 00000000 00100000 0001 0000")),
                Application::kUtp);
  expect_nothing(udp(50000, 60000, from_hex("2100 1234 00112233 00000000 00100000 0001 0000")));
  expect_nothing(udp(50000, 60000, from_hex("4100 1234 00112233 00000000 00100000 0002 0000")));
}

}  // namespace
}  // namespace flowsnoop::test
