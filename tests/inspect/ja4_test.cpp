#include "inspect/ja4.h"

#include <set>
#include <string>

#include "inspect/crypto/crypto.h"
#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

std::string ja4_of(const Bytes& body, char transport = 't') {
  const auto hello = parse_client_hello(body);
  if (!hello) return "no hello";
  const auto ja4 = ja4_fingerprint(*hello, transport);
  return ja4 ? std::string(ja4->begin(), ja4->end()) : "no fingerprint";
}

class Ja4 : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_crypto()) GTEST_SKIP() << "built without OpenSSL";
  }
};

// The example of FoxIO's text, with the extensions in the order given there.
Bytes chrome(bool with_grease, bool with_algorithms = true) {
  std::vector<std::uint16_t> ciphers = {0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f,
                                        0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
                                        0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
  std::vector<std::uint16_t> algorithms = {0x0403, 0x0804, 0x0401, 0x0503,
                                           0x0805, 0x0501, 0x0806, 0x0601};
  std::vector<std::uint16_t> versions = {0x0304, 0x0303};
  if (with_grease) {
    ciphers.insert(ciphers.begin(), 0xeaea);
    algorithms.insert(algorithms.begin(), 0x1a1a);
    versions.insert(versions.begin(), 0xdada);
  }
  const Bytes nothing;
  Bytes list = join(extension(0x1b, nothing), server_name("example.com"), extension(0x33, nothing),
                    protocols({"h2", "http/1.1"}), extension(0x4469, nothing),
                    extension(0x17, nothing), extension(0x2d, nothing),
                    with_algorithms ? signature_algorithms(algorithms) : extension(13, nothing));
  list = join(list, extension(5, nothing), extension(0x23, nothing), extension(0x12, nothing),
              supported_versions(versions), extension(0xff01, nothing), extension(11, nothing),
              extension(10, nothing), extension(0x15, nothing));
  if (with_grease) list = join(extension(0x3a3a, nothing), list, extension(0x4a4a, {0}));
  return client_hello({.ciphers = ciphers, .extensions = list});
}

TEST_F(Ja4, IsThatOfTheSpecification) {
  EXPECT_EQ(ja4_of(chrome(false)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST_F(Ja4, IgnoresGrease) {
  EXPECT_EQ(ja4_of(chrome(true)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

// "0005,...,ff01 = 6d807ffa2a79" in the specification.
TEST_F(Ja4, WithoutSignatureAlgorithmsThereIsNoUnderscore) {
  EXPECT_EQ(ja4_of(chrome(false, false)), "t13d1516h2_8daaf6152771_6d807ffa2a79");
}

// By an implementation in Python, from the text of the specification alone; the two hashes are
//   printf 1301,1302 | sha256sum
//   printf 0005,000a,000d,001c,002b,002d,0033,0039,ff01_0403,0503,0603,0203,0804,0805,0806 |
//   sha256sum
TEST_F(Ja4, OfTheHelloOfRfc9001) {
  const Bytes body = without_header(rfc9001_client_hello());
  EXPECT_EQ(ja4_of(body, 'q'), "q13d0211an_62ed6f6ca7ad_4d634acda6c0");
  EXPECT_EQ(ja4_of(body, 't'), "t13d0211an_62ed6f6ca7ad_4d634acda6c0");
}

TEST_F(Ja4, OfNothingIsZeros) {
  const Bytes body = client_hello({.ciphers = {}, .ends_before_extensions = true});
  EXPECT_EQ(ja4_of(body), "t12i000000_000000000000_000000000000");
  // What stands in the first part is not hashed again.
  const Bytes named = client_hello({.ciphers = {}, .extensions = server_name("a.example")});
  EXPECT_EQ(ja4_of(named), "t12d000100_000000000000_000000000000");
}

TEST_F(Ja4, NamesTheVersion) {
  const std::vector<std::pair<std::uint16_t, std::string>> versions = {
      {0x0304, "t13"}, {0x0303, "t12"}, {0x0302, "t11"}, {0x0301, "t10"}, {0x0300, "ts3"},
      {0x0002, "ts2"}, {0xfeff, "td1"}, {0xfefd, "td2"}, {0xfefc, "td3"}, {0x1234, "t00"}};
  for (const auto& [version, begin] : versions) {
    EXPECT_EQ(ja4_of(client_hello({.version = version})).substr(0, 3), begin);
  }
  // The highest of supported_versions goes before that of the hello.
  const Bytes body = client_hello({.extensions = supported_versions({0x0302, 0x0304, 0x0301})});
  EXPECT_EQ(ja4_of(body).substr(0, 3), "t13");
}

// The examples of the specification.
TEST_F(Ja4, ShowsTheEndsOfTheFirstProtocol) {
  const std::vector<std::pair<std::string_view, std::string>> cases = {{"http/1.1", "h1"},
                                                                       {"h2", "h2"},
                                                                       {"x", "xx"},
                                                                       {"\xab", "ab"},
                                                                       {"\xab\xcd", "ad"},
                                                                       {"\x30\xab", "3b"},
                                                                       {"\x30\x31\xab\xcd", "3d"},
                                                                       {"\x30\xab\xcd\x31", "01"}};
  for (const auto& [protocol, shown] : cases) {
    const Bytes body = client_hello({.extensions = protocols({protocol, "other"})});
    EXPECT_EQ(ja4_of(body).substr(8, 2), shown);
  }
}

TEST_F(Ja4, CountsUpTo99) {
  std::vector<std::uint16_t> ciphers(120, 0x1301);
  EXPECT_EQ(ja4_of(client_hello({.ciphers = ciphers})).substr(4, 2), "99");
}

TEST_F(Ja4, HasAnEnd) {
  const std::vector<std::uint16_t> most(512, 0x1301);
  const std::vector<std::uint16_t> too_many(513, 0x1301);
  EXPECT_EQ(ja4_of(client_hello({.ciphers = most})).size(), kJa4Size);
  EXPECT_EQ(ja4_of(client_hello({.ciphers = too_many})), "no fingerprint");
}

// What was hashed before is kept for the next hello.
TEST_F(Ja4, IsTheSameWhateverCameBefore) {
  const auto of_cipher = [](std::uint16_t cipher) {
    return ja4_of(client_hello({.ciphers = {cipher, 0x1301}}));
  };
  std::vector<std::string> first;
  for (std::uint16_t i = 0; i < 200; ++i) first.push_back(of_cipher(static_cast<std::uint16_t>(i)));
  for (std::uint16_t i = 0; i < 200; ++i) EXPECT_EQ(of_cipher(i), first[i]);
  const std::set<std::string> different(first.begin(), first.end());
  EXPECT_EQ(different.size(), 200u);
  EXPECT_EQ(ja4_of(chrome(false)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_EQ(ja4_of(chrome(false, false)), "t13d1516h2_8daaf6152771_6d807ffa2a79");
  EXPECT_EQ(ja4_of(chrome(false)), "t13d1516h2_8daaf6152771_e5627efa2ab1");
}

TEST_F(Ja4, OfADamagedHelloReadsNothingOutside) {
  std::size_t found = 0;
  for_each_damage(chrome(true),
                  [&](const Bytes& bytes) { found += ja4_of(bytes).size() == kJa4Size ? 1u : 0u; });
  EXPECT_GT(found, 0u);
}

}  // namespace
}  // namespace flowsnoop::test
