#include "inspect/tls_hello.h"

#include <algorithm>
#include <array>

#include "inspect/byte_reader.h"
#include "inspect/tls_names.h"

namespace flowsnoop {
namespace {

// Extensions: IANA, TLS ExtensionType Values.
constexpr std::uint16_t kServerName = 0;
constexpr std::uint16_t kSignatureAlgorithms = 13;
constexpr std::uint16_t kProtocolNegotiation = 16;
constexpr std::uint16_t kPreSharedKey = 41;
constexpr std::uint16_t kSupportedVersions = 43;

constexpr std::uint8_t kHostName = 0;
constexpr std::size_t kRandomSize = 32;

// RFC 8446 section 4.1.3: SHA-256 of "HelloRetryRequest", in place of the server's random.
constexpr std::array<std::uint8_t, kRandomSize> kRetryRandom = {
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

// RFC 6066 section 3: a list of typed names, in practice of one.
std::string_view first_host_name(ByteView body) {
  ByteReader names(ByteReader(body).counted16());
  while (names.ok() && !names.rest().empty()) {
    const std::uint8_t type = names.byte();
    const ByteView name = names.counted16();
    if (names.ok() && type == kHostName) {
      return {reinterpret_cast<const char*>(name.data()), name.size()};
    }
  }
  return {};
}

void read_extension(const TlsExtension& extension, ClientHello& hello) {
  ByteReader body(extension.body);
  switch (extension.type) {
    case kServerName:
      hello.has_server_name = true;
      if (hello.server_name.empty()) hello.server_name = first_host_name(extension.body);
      break;
    case kSignatureAlgorithms:
      hello.signature_algorithms = NumberList(body.counted16());
      break;
    case kProtocolNegotiation:
      hello.protocols = ProtocolNames::parse(extension.body).value_or(ProtocolNames{});
      break;
    case kSupportedVersions:
      hello.supported_versions = NumberList(body.counted8());
      break;
    default:
      break;
  }
}

void read_extension(const TlsExtension& extension, ServerHello& hello) {
  switch (extension.type) {
    case kProtocolNegotiation:
      hello.protocol = ProtocolNames::parse(extension.body).value_or(ProtocolNames{}).first();
      break;
    case kPreSharedKey:
      hello.has_pre_shared_key = true;
      break;
    case kSupportedVersions:
      if (extension.body.size() == 2) hello.version = load_be16(extension.body.data());
      break;
    default:
      break;
  }
}

// Up to TLS 1.2 a hello may end before the extensions. Nothing where they are malformed.
std::optional<ExtensionList> read_extensions(ByteReader& fields) {
  if (!fields.ok()) return std::nullopt;
  if (fields.rest().empty()) return ExtensionList{};
  const ByteView bytes = fields.counted16();
  if (!fields.ok() || !fields.rest().empty()) return std::nullopt;
  return ExtensionList::parse(bytes);
}

}  // namespace

std::optional<ExtensionList> ExtensionList::parse(ByteView bytes) {
  ByteReader reader(bytes);
  while (reader.ok() && !reader.rest().empty()) {
    reader.be16();
    reader.counted16();
  }
  if (!reader.ok()) return std::nullopt;
  ExtensionList list;
  list.bytes_ = bytes;
  return list;
}

std::optional<ProtocolNames> ProtocolNames::parse(ByteView body) {
  const ByteView bytes = ByteReader(body).counted16();
  ByteReader reader(bytes);
  while (reader.ok() && !reader.rest().empty()) {
    if (reader.counted8().empty()) return std::nullopt;
  }
  if (!reader.ok()) return std::nullopt;
  ProtocolNames names;
  names.bytes_ = bytes;
  return names;
}

std::optional<ClientHello> parse_client_hello(ByteView body, HelloForm form) {
  ByteReader fields(body);
  ClientHello hello;
  hello.legacy_version = fields.be16();
  fields.take(kRandomSize);
  hello.session_id = fields.counted8();
  if (form == HelloForm::kDtls) fields.counted8();  // cookie
  const ByteView ciphers = fields.counted16();
  fields.counted8();  // compression methods
  const auto extensions = read_extensions(fields);
  if (!extensions || ciphers.size() % 2 != 0 || hello.session_id.size() > kMaxTlsSessionId) {
    return std::nullopt;
  }
  hello.cipher_suites = NumberList(ciphers);
  hello.extensions = *extensions;
  extensions->for_each([&](const TlsExtension& extension) { read_extension(extension, hello); });
  return hello;
}

std::optional<ServerHello> parse_server_hello(ByteView body) {
  ByteReader fields(body);
  ServerHello hello;
  hello.version = fields.be16();
  const ByteView random = fields.take(kRandomSize);
  // Only drafts of TLS 1.3 say so here, and up to draft-21 they had neither of these two.
  const bool is_draft = is_tls13(hello.version);
  if (!is_draft) hello.session_id = fields.counted8();
  hello.cipher_suite = fields.be16();
  if (!is_draft) fields.byte();  // compression method
  const auto extensions = read_extensions(fields);
  if (!extensions || hello.session_id.size() > kMaxTlsSessionId) return std::nullopt;
  hello.is_retry_request = std::equal(random.begin(), random.end(), kRetryRandom.begin());
  extensions->for_each([&](const TlsExtension& extension) { read_extension(extension, hello); });
  return hello;
}

}  // namespace flowsnoop
