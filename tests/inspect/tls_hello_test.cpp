#include "inspect/tls_hello.h"

#include <string>

#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

std::vector<std::string> names_of(const ProtocolNames& protocols, std::size_t limit = 100) {
  std::vector<std::string> names;
  protocols.for_each(limit, [&](std::string_view name) { names.emplace_back(name); });
  return names;
}
std::vector<std::uint16_t> values_of(const NumberList& list) {
  std::vector<std::uint16_t> values;
  for (std::size_t i = 0; i < list.size(); ++i) values.push_back(list[i]);
  return values;
}
std::vector<std::uint16_t> types_of(const ExtensionList& extensions) {
  std::vector<std::uint16_t> types;
  extensions.for_each([&](const TlsExtension& extension) { types.push_back(extension.type); });
  return types;
}

TEST(TlsHello, ReadsTheClientHelloOfRfc9001) {
  const Bytes body = without_header(rfc9001_client_hello());
  const auto hello = parse_client_hello(body);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->legacy_version, 0x0303);
  EXPECT_EQ(hello->session_id.size(), 0u);
  EXPECT_EQ(values_of(hello->cipher_suites), (std::vector<std::uint16_t>{0x1301, 0x1302}));
  EXPECT_TRUE(hello->has_server_name);
  EXPECT_EQ(hello->server_name, "example.com");
  EXPECT_EQ(names_of(hello->protocols), std::vector<std::string>{"alpn"});
  EXPECT_EQ(values_of(hello->supported_versions), std::vector<std::uint16_t>{0x0304});
  EXPECT_EQ(values_of(hello->signature_algorithms),
            (std::vector<std::uint16_t>{0x0403, 0x0503, 0x0603, 0x0203, 0x0804, 0x0805, 0x0806}));
  EXPECT_EQ(types_of(hello->extensions),
            (std::vector<std::uint16_t>{0, 0xff01, 10, 16, 5, 51, 43, 13, 45, 28, 57}));
}

TEST(TlsHello, ReadsTheServerHelloOfRfc9001) {
  const Bytes body = without_header(rfc9001_server_hello());
  const auto hello = parse_server_hello(body);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->version, 0x0304);
  EXPECT_EQ(hello->cipher_suite, 0x1301);
  EXPECT_FALSE(hello->is_retry_request);
  EXPECT_FALSE(hello->has_pre_shared_key);
}

TEST(TlsHello, AHelloOfOldMayEndBeforeTheExtensions) {
  const Bytes client =
      client_hello({.version = 0x0300, .session_id = fill(32, 7), .ends_before_extensions = true});
  const auto hello = parse_client_hello(client);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->session_id.size(), 32u);
  EXPECT_FALSE(hello->has_server_name);
  Bytes server = server_hello({.version = 0x0301, .cipher = 0x0005});
  server.resize(server.size() - 2);
  ASSERT_TRUE(parse_server_hello(server));
  EXPECT_EQ(parse_server_hello(server)->version, 0x0301);
}

TEST(TlsHello, TakesTheFirstHostNameAndPassesOverOtherKinds) {
  const Bytes other = join(Bytes{9}, counted16(text("other")));
  const Bytes host = join(Bytes{0}, counted16(text("a.example")));
  const Bytes body = client_hello({.extensions = extension(0, counted16(join(other, host)))});
  EXPECT_EQ(parse_client_hello(body)->server_name, "a.example");
}

TEST(TlsHello, AnEmptyServerNameExtensionIsThereAndSaysNothing) {
  const Bytes body = client_hello({.extensions = extension(0, {})});
  ASSERT_TRUE(parse_client_hello(body));
  EXPECT_TRUE(parse_client_hello(body)->has_server_name);
  EXPECT_EQ(parse_client_hello(body)->server_name, "");
}

TEST(TlsHello, ReadsWhatATls12ServerChose) {
  const Bytes body =
      server_hello({.session_id = fill(32, 9), .extensions = protocols({"http/1.1"})});
  const auto hello = parse_server_hello(body);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->version, 0x0303);
  EXPECT_EQ(hello->protocol, "http/1.1");
  EXPECT_EQ(hello->session_id.size(), 32u);
}

TEST(TlsHello, KnowsAHelloRetryRequestByItsRandom) {
  const Bytes retry = server_hello({.random = retry_random()});
  ASSERT_TRUE(parse_server_hello(retry));
  EXPECT_TRUE(parse_server_hello(retry)->is_retry_request);
}

// draft-ietf-tls-tls13-16 section 4.1.3: version, random, cipher suite, extensions.
TEST(TlsHello, ReadsTheServerHelloOfEarlyDrafts) {
  const Bytes body = join(be16(0x7f10), fill(32, 0x22), be16(0x1301), counted16({}));
  const auto hello = parse_server_hello(body);
  ASSERT_TRUE(hello);
  EXPECT_EQ(hello->version, 0x7f10);
  EXPECT_EQ(hello->cipher_suite, 0x1301);
}

TEST(TlsHello, SeesThatAPreSharedKeyIsUsed) {
  const Bytes body = server_hello({.extensions = extension(41, {0, 0})});
  EXPECT_TRUE(parse_server_hello(body)->has_pre_shared_key);
}

TEST(TlsHello, ADtlsHelloHasACookie) {
  const Bytes body = client_hello(
      {.version = 0xfefd, .extensions = server_name("dtls.example"), .has_cookie = true});
  ASSERT_TRUE(parse_client_hello(body, HelloForm::kDtls));
  EXPECT_EQ(parse_client_hello(body, HelloForm::kDtls)->server_name, "dtls.example");
  EXPECT_FALSE(parse_client_hello(body, HelloForm::kTls));
}

TEST(TlsHello, ListsOfferedProtocolsInOrderUpToALimit) {
  const Bytes body = client_hello({.extensions = protocols({"h2", "http/1.1", "x"})});
  const auto hello = parse_client_hello(body);
  ASSERT_TRUE(hello);
  EXPECT_EQ(names_of(hello->protocols), (std::vector<std::string>{"h2", "http/1.1", "x"}));
  EXPECT_EQ(names_of(hello->protocols, 2), (std::vector<std::string>{"h2", "http/1.1"}));
  EXPECT_EQ(hello->protocols.first(), "h2");
}

TEST(TlsHello, RefusesLengthsThatDoNotFit) {
  EXPECT_FALSE(parse_client_hello(client_hello({.session_id = fill(33)})));
  EXPECT_FALSE(parse_client_hello(client_hello({.extensions = from_hex("0000000500")})));
  EXPECT_FALSE(parse_client_hello(join(client_hello({}), Bytes{0})));
  EXPECT_FALSE(parse_server_hello(server_hello({.session_id = fill(33)})));
  EXPECT_FALSE(parse_client_hello({}));
  EXPECT_FALSE(parse_server_hello({}));
}

TEST(TlsHello, BadNamesInsideAnExtensionAreNoNames) {
  EXPECT_EQ(
      names_of(parse_client_hello(client_hello({.extensions = protocols({"h2", ""})}))->protocols),
      std::vector<std::string>{});
  const Bytes beyond = extension(16, from_hex("0004036832"));
  EXPECT_EQ(parse_client_hello(client_hello({.extensions = beyond}))->protocols.first(), "");
}

TEST(TlsHello, NoCutMakesAWholeHello) {
  const Bytes client = without_header(rfc9001_client_hello());
  const Bytes server = without_header(rfc9001_server_hello());
  std::size_t read = 0;
  for_each_damage(client, [&](const Bytes& bytes) {
    const auto hello = parse_client_hello(bytes);
    if (hello && bytes.size() < client.size()) ++read;
    if (hello) hello->extensions.for_each([](const TlsExtension&) {});
  });
  EXPECT_EQ(read, 1u);  // where the extensions would begin: a hello without them
  for_each_damage(server, [&](const Bytes& bytes) { parse_server_hello(bytes); });
}

TEST(TlsHello, GreaseIsTwoEqualBytesThatEndInA) {
  EXPECT_TRUE(is_grease(0x0a0a));
  EXPECT_TRUE(is_grease(0xfafa));
  EXPECT_FALSE(is_grease(0x0a1a));
  EXPECT_FALSE(is_grease(0x0b0b));
}

}  // namespace
}  // namespace flowsnoop::test
