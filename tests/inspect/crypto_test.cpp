#include "inspect/crypto/crypto.h"

#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

class Crypto : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_crypto()) GTEST_SKIP() << "built without OpenSSL";
  }
};

template <typename Array>
Array array_from_hex(std::string_view hex) {
  const Bytes bytes = from_hex(hex);
  Array array{};
  EXPECT_EQ(bytes.size(), array.size());
  std::copy(bytes.begin(), bytes.end(), array.begin());
  return array;
}

// FIPS 180-2 appendix B.1.
TEST_F(Crypto, Sha256) {
  Sha256Digest digest;
  ASSERT_TRUE(sha256(text("abc"), digest));
  EXPECT_EQ(Bytes(digest.begin(), digest.end()),
            from_hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

// RFC 4231 section 4.3, test case 2.
TEST_F(Crypto, HmacSha256) {
  Sha256Digest code;
  ASSERT_TRUE(hmac_sha256(text("Jefe"), text("what do ya want for nothing?"), code));
  EXPECT_EQ(Bytes(code.begin(), code.end()),
            from_hex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
  EXPECT_FALSE(hmac_sha256(fill(65), text("x"), code));
}

// FIPS 197 appendix C.1; the second time with the same context.
TEST_F(Crypto, Aes128) {
  const auto key = array_from_hex<AesKey>("000102030405060708090a0b0c0d0e0f");
  for (int i = 0; i < 2; ++i) {
    AesBlock block;
    ASSERT_TRUE(aes128_encrypt(key, from_hex("00112233445566778899aabbccddeeff"), block));
    EXPECT_EQ(Bytes(block.begin(), block.end()), from_hex("69c4e0d86a7b0430d8cdb78070b4c55a"));
  }
  AesBlock block;
  EXPECT_FALSE(aes128_encrypt(key, fill(15), block));
}

// "The Galois/Counter Mode of Operation", McGrew and Viega, test case 4.
TEST_F(Crypto, Aes128GcmOpensWhatIsWholeAndNothingElse) {
  const auto key = array_from_hex<AesKey>("feffe9928665731c6d6a8f9467308308");
  const auto nonce = array_from_hex<GcmNonce>("cafebabefacedbaddecaf888");
  const Bytes associated = from_hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Bytes sealed = from_hex(
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5a"
      "ac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
  Bytes plain(60);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(aes128_gcm_open(key, nonce, associated, sealed, plain));
    EXPECT_EQ(plain, from_hex("d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                              "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"));
    EXPECT_FALSE(aes128_gcm_open(key, nonce, {}, sealed, plain));
  }
  Bytes short_by_one(59);
  EXPECT_FALSE(aes128_gcm_open(key, nonce, associated, sealed, short_by_one));
  EXPECT_FALSE(aes128_gcm_open(key, nonce, associated, fill(15), plain));
}

}  // namespace
}  // namespace flowsnoop::test
