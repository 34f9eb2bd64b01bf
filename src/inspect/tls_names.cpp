#include "inspect/tls_names.h"

#include <algorithm>
#include <charconv>

namespace flowsnoop {
namespace {

std::string_view released_version(std::uint16_t version) {
  switch (version) {
    case 0x0300:
      return "SSLv3";
    case 0x0301:
    case 0xfeff:
      return "1.0";
    case 0x0302:
      return "1.1";
    case 0x0303:
    case 0xfefd:
      return "1.2";
    case 0x0304:
    case 0xfefc:
      return "1.3";
    default:
      return {};
  }
}

}  // namespace

TlsVersionName::TlsVersionName(std::uint16_t version) {
  constexpr std::string_view kDraft = "1.3-draft-";
  const bool is_draft = is_tls13_draft(version);
  const std::string_view name = is_draft ? kDraft : released_version(version);
  char* end = std::copy(name.begin(), name.end(), text_.data());
  if (is_draft) end = std::to_chars(end, text_.data() + text_.size(), version & 0xff).ptr;
  size_ = static_cast<std::size_t>(end - text_.data());
}

TlsCipherName::TlsCipherName(std::uint16_t suite) {
  const auto suites = tls_cipher_suites();
  const auto found = std::lower_bound(
      suites.begin(), suites.end(), suite,
      [](const TlsCipherSuite& known, std::uint16_t number) { return known.number < number; });
  if (found != suites.end() && found->number == suite) {
    name_ = found->name;
    return;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  hex_ = {'0',
          'x',
          kDigits[suite >> 12],
          kDigits[suite >> 8 & 0xf],
          kDigits[suite >> 4 & 0xf],
          kDigits[suite & 0xf]};
}

}  // namespace flowsnoop
