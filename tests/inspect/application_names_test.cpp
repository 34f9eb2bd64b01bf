#include <gtest/gtest.h>

#include <set>

#include "inspect/inspect.h"

namespace flowsnoop::test {
namespace {

TEST(ApplicationNames, EveryProtocolHasANameOfItsOwnInOrder) {
  std::set<std::string_view> names;
  for (std::size_t i = 1; i < kApplicationCount; ++i) {
    const std::string_view name = to_string(static_cast<Application>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

TEST(ApplicationNames, NamesStandBesideTheirProtocols) {
  EXPECT_EQ(to_string(Application::kUnknown), "");
  EXPECT_EQ(to_string(Application::kAmqp), "amqp");
  EXPECT_EQ(to_string(Application::kIpfix), "ipfix");
  EXPECT_EQ(to_string(Application::kMysql), "mysql");
  EXPECT_EQ(to_string(Application::kNetflow), "netflow");
  EXPECT_EQ(to_string(Application::kQuic), "quic");
  EXPECT_EQ(to_string(Application::kSflow), "sflow");
  EXPECT_EQ(to_string(Application::kTls), "tls");
  EXPECT_EQ(to_string(Application::kXmpp), "xmpp");
}

}  // namespace
}  // namespace flowsnoop::test
