#include "inspect/quic_header.h"

#include "inspect/hello_builder.h"
#include "inspect/quic_vectors.h"

namespace flowsnoop::test {
namespace {

Bytes copy_of(ByteView view) {
  return {view.begin(), view.end()};
}

TEST(QuicHeader, OfTheClientInitialOfRfc9001) {
  const Bytes datagram = rfc9001_client_initial();
  ByteView rest;
  const auto packet = first_quic_packet(datagram, rest);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->type, QuicPacketType::kInitial);
  EXPECT_EQ(packet->version, 1u);
  EXPECT_EQ(copy_of(packet->destination_id), rfc9001_client_id());
  EXPECT_EQ(packet->number_at, 18u);
  EXPECT_EQ(packet->bytes.size(), 1200u);
  EXPECT_TRUE(rest.empty());
}

TEST(QuicHeader, Version2NumbersItsTypesInAnotherWay) {
  ByteView rest;
  EXPECT_EQ(first_quic_packet(rfc9369_client_initial(), rest)->type, QuicPacketType::kInitial);
  EXPECT_EQ(first_quic_packet(rfc9369_retry(), rest)->type, QuicPacketType::kRetry);
  EXPECT_EQ(first_quic_packet(rfc9001_retry(), rest)->type, QuicPacketType::kRetry);
  EXPECT_EQ(first_quic_packet(from_hex("d00000000100000400000000"), rest)->type,
            QuicPacketType::kZeroRtt);
  EXPECT_EQ(first_quic_packet(from_hex("e06b3343cf00000400000000"), rest)->type,
            QuicPacketType::kZeroRtt);
}

TEST(QuicHeader, SeparatesThePacketsOfADatagram) {
  const Bytes handshake = from_hex("e000000001000004aabbccdd");
  const Bytes datagram = join(handshake, rfc9001_server_initial(), from_hex("40ff"));
  ByteView rest = datagram;
  const auto first = first_quic_packet(rest, rest);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->type, QuicPacketType::kHandshake);
  EXPECT_EQ(copy_of(first->bytes), handshake);
  const auto second = first_quic_packet(rest, rest);
  ASSERT_TRUE(second);
  EXPECT_EQ(copy_of(second->bytes), rfc9001_server_initial());
  EXPECT_EQ(copy_of(rest), from_hex("40ff"));
  EXPECT_FALSE(first_quic_packet(rest, rest));  // a short header
}

TEST(QuicHeader, PassesOverTheToken) {
  const Bytes datagram = from_hex("c0000000010000 03746f6b 04aabbccdd");
  ByteView rest;
  const auto packet = first_quic_packet(datagram, rest);
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->number_at, 12u);
  EXPECT_EQ(packet->bytes.size(), 16u);
}

TEST(QuicHeader, OfVersionNegotiationAndUnknownVersions) {
  ByteView rest;
  const Bytes negotiation = from_hex("80000000000001aa00000001");
  ASSERT_TRUE(first_quic_packet(negotiation, rest));
  EXPECT_EQ(first_quic_packet(negotiation, rest)->type, QuicPacketType::kVersionNegotiation);
  const Bytes greased = from_hex("c0babababa01aa01bb");
  ASSERT_TRUE(first_quic_packet(greased, rest));
  EXPECT_EQ(first_quic_packet(greased, rest)->version, 0xbabababau);
}

TEST(QuicHeader, RefusesWhatDoesNotFit) {
  ByteView rest;
  const Bytes whole = rfc9001_server_initial();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(first_quic_packet(ByteView(whole).first(size), rest)) << size;
  }
  EXPECT_FALSE(first_quic_packet(join(from_hex("c00000000115"), fill(60)), rest));  // id of 21
  EXPECT_FALSE(first_quic_packet(from_hex("c0000000010000ffffffffffffffff"), rest));
}

TEST(QuicHeader, ReadableAreTheVersionsWhoseKeysAreKnown) {
  for (const std::uint32_t version : {0x1u, 0x6b3343cfu, 0xff000017u, 0xff00001du, 0xff000022u}) {
    EXPECT_TRUE(is_readable_quic_version(version));
  }
  for (const std::uint32_t version : {0x0u, 0x2u, 0xff000016u, 0xff000023u, 0x51303530u}) {
    EXPECT_FALSE(is_readable_quic_version(version));
  }
}

}  // namespace
}  // namespace flowsnoop::test
