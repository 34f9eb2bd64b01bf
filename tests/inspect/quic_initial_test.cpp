#include "inspect/quic_initial.h"

#include "inspect/hello_builder.h"
#include "inspect/quic_vectors.h"

namespace flowsnoop::test {
namespace {

class QuicInitial : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_crypto()) GTEST_SKIP() << "built without OpenSSL";
  }
};

template <typename Range>
Bytes copy_of(const Range& bytes) {
  return {bytes.begin(), bytes.end()};
}

QuicKeys keys_of(std::uint32_t version, QuicSide side) {
  const auto keys = quic_initial_keys(version, rfc9001_client_id(), side);
  EXPECT_TRUE(keys);
  return keys.value_or(QuicKeys{});
}

// The frames of the first packet of `datagram`; nothing where it is not opened.
Bytes open(const Bytes& datagram, const QuicKeys& keys) {
  ByteView rest;
  const auto packet = first_quic_packet(datagram, rest);
  if (!packet) return {};
  std::array<std::uint8_t, kMaxQuicInitial> plain;
  const auto frames = open_quic_initial(*packet, keys, plain);
  return frames ? copy_of(*frames) : Bytes{};
}

// RFC 9001 appendix A.1.
TEST_F(QuicInitial, KeysOfVersion1) {
  const QuicKeys client = keys_of(1, QuicSide::kClient);
  EXPECT_EQ(copy_of(client.key), from_hex("1f369613dd76d5467730efcbe3b1a22d"));
  EXPECT_EQ(copy_of(client.iv), from_hex("fa044b2f42a3fd3b46fb255c"));
  EXPECT_EQ(copy_of(client.header_key), from_hex("9f50449e04a0e810283a1e9933adedd2"));
  const QuicKeys server = keys_of(1, QuicSide::kServer);
  EXPECT_EQ(copy_of(server.key), from_hex("cf3a5331653c364c88f0f379b6067e37"));
  EXPECT_EQ(copy_of(server.iv), from_hex("0ac1493ca1905853b0bba03e"));
  EXPECT_EQ(copy_of(server.header_key), from_hex("c206b8d9b9f0f37644430b490eeaa314"));
}

TEST_F(QuicInitial, OpensTheSamplesOfTheRfcs) {
  const Bytes client_frames = join(from_hex("060040f1"), rfc9001_client_hello());
  const Bytes padded = join(client_frames, fill(1162 - client_frames.size()));
  const Bytes server_frames = join(from_hex("02000000000600405a"), rfc9001_server_hello());
  EXPECT_EQ(open(rfc9001_client_initial(), keys_of(1, QuicSide::kClient)), padded);
  EXPECT_EQ(open(rfc9001_server_initial(), keys_of(1, QuicSide::kServer)), server_frames);
  EXPECT_EQ(open(rfc9369_client_initial(), keys_of(kQuicVersion2, QuicSide::kClient)), padded);
  EXPECT_EQ(open(rfc9369_server_initial(), keys_of(kQuicVersion2, QuicSide::kServer)),
            server_frames);
}

TEST_F(QuicInitial, OpensNothingWithOtherKeys) {
  EXPECT_EQ(open(rfc9001_client_initial(), keys_of(1, QuicSide::kServer)), Bytes{});
  EXPECT_EQ(open(rfc9001_client_initial(), keys_of(0xff00001d, QuicSide::kClient)), Bytes{});
  EXPECT_EQ(open(rfc9001_server_initial(), keys_of(1, QuicSide::kClient)), Bytes{});
}

TEST_F(QuicInitial, NoKeysForOtherVersions) {
  EXPECT_FALSE(quic_initial_keys(0x51303530, rfc9001_client_id(), QuicSide::kClient));
  EXPECT_FALSE(quic_initial_keys(0, rfc9001_client_id(), QuicSide::kClient));
}

TEST_F(QuicInitial, OpensNothingThatWasCutOrChanged) {
  const QuicKeys client = keys_of(1, QuicSide::kClient);
  const QuicKeys server = keys_of(1, QuicSide::kServer);
  for_each_damage(rfc9001_server_initial(),
                  [&](const Bytes& bytes) { EXPECT_EQ(open(bytes, server), Bytes{}); });
  for_each_damage(rfc9001_client_initial(),
                  [&](const Bytes& bytes) { EXPECT_EQ(open(bytes, client), Bytes{}); });
}

TEST_F(QuicInitial, OpensNothingThatIsTooShortForItsSample) {
  const QuicKeys keys = keys_of(1, QuicSide::kClient);
  EXPECT_EQ(open(join(from_hex("c000000001000000 13"), fill(19)), keys), Bytes{});
  EXPECT_EQ(open(join(from_hex("c000000001000000 14"), fill(20)), keys), Bytes{});
}

TEST_F(QuicInitial, OpensNothingWithATokenBeyondTheBound) {
  const QuicKeys keys = keys_of(1, QuicSide::kClient);
  EXPECT_EQ(open(join(from_hex("c0000000010000 4800"), fill(2048), from_hex("14"), fill(20)), keys),
            Bytes{});
}

}  // namespace
}  // namespace flowsnoop::test
