#include "inspect/tls_names.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace flowsnoop {
namespace {

TEST(TlsNames, OfVersions) {
  EXPECT_EQ(TlsVersionName(0x0304).text(), "1.3");
  EXPECT_EQ(TlsVersionName(0x0303).text(), "1.2");
  EXPECT_EQ(TlsVersionName(0x0302).text(), "1.1");
  EXPECT_EQ(TlsVersionName(0x0301).text(), "1.0");
  EXPECT_EQ(TlsVersionName(0x0300).text(), "SSLv3");
  EXPECT_EQ(TlsVersionName(0xfeff).text(), "1.0");
  EXPECT_EQ(TlsVersionName(0xfefd).text(), "1.2");
  EXPECT_EQ(TlsVersionName(0xfefc).text(), "1.3");
  EXPECT_EQ(TlsVersionName(0x7f1c).text(), "1.3-draft-28");
  EXPECT_EQ(TlsVersionName(0xfb1a).text(), "1.3-draft-26");
  EXPECT_EQ(TlsVersionName(0x0505).text(), "");
}

TEST(TlsNames, OfCipherSuites) {
  EXPECT_EQ(TlsCipherName(0x0000).text(), "TLS_NULL_WITH_NULL_NULL");
  EXPECT_EQ(TlsCipherName(0x1301).text(), "TLS_AES_128_GCM_SHA256");
  EXPECT_EQ(TlsCipherName(0xc02f).text(), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
  EXPECT_EQ(TlsCipherName(0xcca8).text(), "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  EXPECT_EQ(TlsCipherName(0x0a0a).text(), "0x0a0a");
  EXPECT_EQ(TlsCipherName(0xffff).text(), "0xffff");
}

TEST(TlsNames, OfCipherSuitesAreInOrder) {
  const auto suites = tls_cipher_suites();
  EXPECT_TRUE(std::is_sorted(suites.begin(), suites.end(),
                             [](const TlsCipherSuite& a, const TlsCipherSuite& b) {
                               return a.number <= b.number;
                             }) ||
              suites.size() < 2);
  EXPECT_GT(suites.size(), 300u);
}

}  // namespace
}  // namespace flowsnoop
