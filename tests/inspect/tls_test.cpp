#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kTls = Application::kTls;

// A record header of handshake, version 3.1, around one message.
Bytes handshake(std::string_view type, std::size_t length, std::string_view begin) {
  const Bytes content = from_hex(begin);
  const std::size_t record = length + 4;
  const Bytes header = {0x16, 3, 1, static_cast<std::uint8_t>(record >> 8),
                        static_cast<std::uint8_t>(record)};
  const Bytes message = {0, static_cast<std::uint8_t>(length >> 8),
                         static_cast<std::uint8_t>(length)};
  return join(header, from_hex(type), message, content, fill(length - content.size(), 0x5a));
}

TEST(Tls, HellosTellTheSides) {
  expect_client(tcp(50000, 443, handshake("01", 200, "0303")), kTls);
  expect_server(tcp(443, 50000, handshake("02", 70, "0303")), kTls);
}

TEST(Tls, OnAnyPort) {
  expect_client(tcp(50000, 22, handshake("01", 200, "0303")), kTls);
  expect_server(tcp(60001, 60000, handshake("02", 70, "0303")), kTls);
}

TEST(Tls, AHelloLongerThanItsRecordOrSegmentCounts) {
  Bytes hello = handshake("01", 2000, "0303");
  hello.resize(1400);
  expect_client(tcp(50000, 443, hello), kTls);
}

TEST(Tls, MessagesOfTheHandshakeTellTheSides) {
  expect_server(tcp(443, 50000, handshake("0c", 90, "03001741")), kTls);
  expect_server(tcp(443, 50000, handshake("04", 180, "00001c20")), kTls);
  expect_server(tcp(443, 50000, from_hex("16030100040e000000")), kTls);
  expect_client(tcp(50000, 443, handshake("10", 66, "4104")), kTls);
  expect_server(tcp(443, 50000, from_hex("160301000400000000")), kTls);  // hello_request
}

TEST(Tls, WhatFollowsACertificateTellsWhoseItIs) {
  const Bytes certificate = handshake("0b", 60, "000039");
  expect_anyone(tcp(443, 50000, certificate), kTls);
  expect_client(tcp(50000, 443, join(certificate, handshake("10", 66, "4104"))), kTls);
  expect_server(tcp(443, 50000, join(certificate, handshake("0c", 66, "030017"))), kTls);
}

TEST(Tls, OnlyAClientHasNoCertificate) {
  expect_client(tcp(50000, 443, from_hex("16030300070b000003000000")), kTls);
}

TEST(Tls, AnEncryptedFinishedHasNoDirection) {
  // Its nonce begins with zeros, which looks like the type of a hello_request.
  expect_anyone(tcp(50000, 443, join(from_hex("16030300280000000000000000"), fill(32, 0xe1))),
                kTls);
  expect_anyone(tcp(50000, 443, join(from_hex("1603030028"), fill(40, 0x02))), kTls);
}

TEST(Tls, RecordsOfBothSidesHaveNoDirection) {
  expect_anyone(tcp(50000, 443, join(from_hex("1703030030"), fill(48, 0x99))), kTls);
  expect_anyone(tcp(443, 50000, from_hex("15030300020100")), kTls);
  expect_anyone(tcp(50000, 443, from_hex("140303000101")), kTls);
}

TEST(Tls, AFinishedRightAfterChangeCipherSpecIsTheClientsInTls13) {
  const Bytes change = from_hex("140303000101");
  expect_client(tcp(50000, 443, join(change, from_hex("1703030035"), fill(53, 0x77))), kTls);
  expect_anyone(tcp(50000, 443, join(change, from_hex("1703030040"), fill(64, 0x77))), kTls);
}

TEST(Tls, WhoGoesOnAfterFinishedIsMostlyTheClient) {
  expect_client(tcp(50000, 443,
                    join(from_hex("140303000101 1603030028"), fill(40, 0x31),
                         from_hex("1703030040"), fill(64, 0x77))),
                kTls, Strength::kHint);
}

TEST(Tls, AnSsl2ClientHello) {
  const Bytes hello = join(from_hex("801f 01 0301 0006 0000 0010 000035 00002f"), fill(16, 0xab));
  expect_client(tcp(50000, 443, hello), kTls);
}

TEST(Tls, NearMisses) {
  expect_nothing(tcp(50000, 50001, from_hex("1703060010aabb")));          // no such version
  expect_nothing(tcp(50000, 50001, from_hex("170303ff10aabb")));          // a record too long
  expect_nothing(tcp(50000, 50001, from_hex("1703030000aabb")));          // an empty one
  expect_nothing(tcp(50000, 50001, from_hex("140303000102")));            // change_cipher_spec is 1
  expect_nothing(tcp(50000, 50001, from_hex("801e010301000600000010")));  // lengths do not add up
}

}  // namespace
}  // namespace flowsnoop::test
