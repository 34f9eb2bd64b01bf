#include "output/fields.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "flowsnoop/ports.h"
#include "flowsnoop/protocols.h"
#include "inspect/inspect.h"
#include "sample.h"
#include "test_paths.h"

namespace flowsnoop {
namespace {

// No pointer becomes a boolean.
static_assert(std::is_convertible_v<bool, FieldValue>);
static_assert(!std::is_convertible_v<const char*, FieldValue>);
static_assert(!std::is_convertible_v<const Labels*, FieldValue>);

FieldValue value_of(std::string_view name, const FlowRecord& record) {
  for (const Field& field : fields()) {
    if (field.name == name) return field.read(record);
  }
  ADD_FAILURE() << "no field " << name;
  return {};
}

// What a value holds, which has to be of that kind.
std::uint64_t integer(const FieldValue& value) {
  EXPECT_EQ(value.kind(), FieldKind::kInteger);
  return value.integer();
}
std::uint64_t identifier(const FieldValue& value) {
  EXPECT_EQ(value.kind(), FieldKind::kIdentifier);
  return value.identifier().number;
}
std::string_view text(const FieldValue& value) {
  EXPECT_TRUE(value.kind() == FieldKind::kText || value.kind() == FieldKind::kWord);
  return value.kind() == FieldKind::kWord ? value.word().text : value.text();
}

// Those that no conversation between ports has.
bool is_of_icmp(const Field& field) {
  return field.name == "flowsnoop.icmp.type" || field.name == "flowsnoop.icmp.code" ||
         field.name == "flowsnoop.icmp.id";
}

TEST(Fields, HoldTheKindOfValueThatTheTableStates) {
  FlowRecord record = test::https_record();
  record.vlan_count = 2;
  record.tunnels.hops[record.tunnels.count++] = {TunnelKind::kVxlan, true, 4, 100, {}, {}};
  record.client.bad_checksums = record.server.bad_checksums = 1;
  record.application = "tls";
  record.roles.symmetric = true;
  record.revision = 1;
  record.carried_packets = record.carried_bytes = 1;
  const Labels labels = test::all_labels();
  record.labels = &labels;
  record.client_name = record.server_name = {"a.example", NameSource::kDns};
  record.client_place = record.server_place = {"DE", 64496, "Example"};
  const TcpRecord tcp = test::troubled_tcp();
  record.tcp = &tcp;
  record.icmp_errors.add(IcmpErrorKind::kFragmentationNeeded, 1400);
  const auto expect_kind = [](const Field& field, const FlowRecord& of) {
    EXPECT_EQ(field.read(of).kind(), field.kind) << field.name;
  };
  for (const Field& field : fields()) {
    expect_kind(field, is_of_icmp(field) ? test::ping_record() : record);
  }
}

// What is written without an escape in every format.
bool is_word(std::string_view text) {
  return text.size() <= kMaxWord && std::all_of(text.begin(), text.end(), [](char c) {
           return c > 0x20 && c < 0x7f &&
                  std::string_view(",;\"\\").find(c) == std::string_view::npos;
         });
}

template <typename Enumeration>
void expect_words(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_TRUE(is_word(to_string(static_cast<Enumeration>(i)))) << i;
  }
}

TEST(Fields, HaveOnlyWordsWhereTheySayThatTheyHave) {
  expect_words<FlowState>(kFlowStateCount);
  expect_words<EndReason>(kEndReasonCount);
  expect_words<EvidenceKind>(kEvidenceKindCount);
  expect_words<NameSource>(kNameSourceCount);
  expect_words<Application>(kApplicationCount);
  expect_words<PortClass>(3);
  for (unsigned number = 0; number < 256; ++number) {
    EXPECT_TRUE(is_word(protocol_name(static_cast<std::uint8_t>(number)))) << number;
  }
  for (unsigned port = 0; port < 65536; ++port) {
    for (const std::uint8_t protocol : {kProtocolTcp, kProtocolUdp}) {
      EXPECT_TRUE(is_word(service_name(static_cast<std::uint16_t>(port), protocol))) << port;
    }
  }
}

TEST(Fields, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const Field& field : fields()) EXPECT_TRUE(names.insert(field.name).second) << field.name;
}

// A writer of nested objects opens each group once.
TEST(Fields, OfOneGroupStandTogether) {
  std::set<std::string_view> closed;
  std::string_view previous;
  for (const Field& field : fields()) {
    for (std::size_t dot = previous.find('.'); dot != previous.npos;
         dot = previous.find('.', dot + 1)) {
      const std::string_view group = previous.substr(0, dot + 1);
      if (!field.name.starts_with(group)) closed.insert(group);
    }
    for (const std::string_view group : closed) EXPECT_FALSE(field.name.starts_with(group));
    previous = field.name;
  }
}

TEST(Fields, AreAbsentWhereARecordHasNoSuchValue) {
  FlowRecord record = test::https_record();
  record.service = "";
  record.protocol = 253;
  record.roles.evidence_count = 0;
  for (const std::string_view name : {"flowsnoop.service",
                                      "network.transport",
                                      "network.vlan.id",
                                      "network.inner.vlan.id",
                                      "flowsnoop.role.evidence",
                                      "flowsnoop.tunnel",
                                      "flowsnoop.client.bad_checksums",
                                      "flowsnoop.server.bad_checksums",
                                      "tls.client.server_name",
                                      "tls.resumed",
                                      "url.domain",
                                      "http.response.status_code",
                                      "dns.resolved_ip",
                                      "client.domain",
                                      "server.domain",
                                      "client.as.number",
                                      "client.as.organization.name",
                                      "client.geo.country_iso_code",
                                      "server.as.number",
                                      "server.as.organization.name",
                                      "server.geo.country_iso_code",
                                      "flowsnoop.client.name_source",
                                      "flowsnoop.server.name_source",
                                      "client.port",
                                      "server.port",
                                      "flowsnoop.client.port_class",
                                      "flowsnoop.server.port_class",
                                      "flowsnoop.icmp.type",
                                      "flowsnoop.icmp.code",
                                      "flowsnoop.icmp.id",
                                      "flowsnoop.icmp.errors",
                                      "flowsnoop.icmp.error_count",
                                      "flowsnoop.icmp.mtu"}) {
    EXPECT_TRUE(value_of(name, record).is_absent()) << name;
  }
}

// Records stay short: of a connection on which all went well there is little to say.
TEST(Fields, OfTcpAreAbsentWhereNothingIsToBeSaid) {
  TcpRecord tcp;
  tcp.client.min_hop_limit = tcp.client.max_hop_limit = 64;
  tcp.client.unique_bytes = 1070;
  FlowRecord record = test::https_record();
  record.tcp = &tcp;
  std::vector<std::string_view> there;
  for (const Field& field : fields()) {
    const bool is_tcp = field.name.find(".tcp.") != std::string_view::npos;
    if (is_tcp && !field.read(record).is_absent()) {
      there.push_back(field.name);
    }
  }
  EXPECT_EQ(there, std::vector<std::string_view>{"flowsnoop.client.tcp.ttl_min"});
}

TEST(Fields, OfTcpAreThoseOfTheSideTheyName) {
  TcpRecord tcp = test::troubled_tcp();
  tcp.server.retransmissions = 7;
  tcp.server.round_trips.min_ns = 9;
  FlowRecord record = test::https_record();
  record.tcp = &tcp;
  const auto number = [&](std::string_view name) { return integer(value_of(name, record)); };
  EXPECT_EQ(number("flowsnoop.client.tcp.retransmissions"), 3u);
  EXPECT_EQ(number("flowsnoop.server.tcp.retransmissions"), 7u);
  EXPECT_EQ(number("flowsnoop.client.tcp.rtt_min"), 8'000'000u);
  EXPECT_EQ(number("flowsnoop.server.tcp.rtt_min"), 9u);
  EXPECT_EQ(number("flowsnoop.client.tcp.window_scale"), 0u);
  EXPECT_EQ(text(value_of("flowsnoop.history", record)), "ShADadTtR");
  EXPECT_EQ(text(value_of("flowsnoop.conn_state", record)), "RSTO");
}

TEST(Fields, TellTheIdentifierOfMessagesThatHaveOne) {
  FlowRecord record = test::ping_record();
  EXPECT_EQ(integer(value_of("flowsnoop.icmp.id", record)), 77u);
  EXPECT_EQ(integer(value_of("flowsnoop.icmp.type", record)), 8u);
  EXPECT_EQ(text(value_of("network.transport", record)), "icmp");
  record.icmp_type = 9;  // router advertisement
  EXPECT_TRUE(value_of("flowsnoop.icmp.id", record).is_absent());
}

TEST(Fields, AddBothSidesUp) {
  const FlowRecord record = test::https_record();
  EXPECT_EQ(integer(value_of("network.bytes", record)), 2140u + 8430u);
  EXPECT_EQ(integer(value_of("network.packets", record)), 14u + 17u);
  EXPECT_EQ(integer(value_of("event.duration", record)), 1'310'000'000u);
}

TEST(Fields, NameTheOuterAndTheInnerVlan) {
  FlowRecord record = test::https_record();
  record.vlan_count = 1;
  record.vlan_ids = {10, 20};
  EXPECT_EQ(identifier(value_of("network.vlan.id", record)), 10u);
  EXPECT_TRUE(value_of("network.inner.vlan.id", record).is_absent());
  record.vlan_count = 2;
  EXPECT_EQ(identifier(value_of("network.inner.vlan.id", record)), 20u);
}

TEST(Fields, TellLabelsInTheNamesOfTheElasticCommonSchema) {
  FlowRecord record = test::https_record();
  const Labels labels = test::all_labels();
  record.labels = &labels;
  EXPECT_EQ(text(value_of("tls.version", record)), "1.3");
  EXPECT_EQ(text(value_of("tls.version_protocol", record)), "tls");
  const FieldValue resumed = value_of("tls.resumed", record);
  EXPECT_TRUE(resumed.kind() == FieldKind::kBoolean && resumed.boolean());
  EXPECT_EQ(integer(value_of("http.response.status_code", record)), 404u);
  EXPECT_EQ(integer(value_of("flowsnoop.dns.latency", record)), 23'400'000u);
  EXPECT_EQ(text(value_of("dns.question.name", record)), "a.example");
}

std::vector<std::string> list_of(std::string_view name, const FlowRecord& record) {
  std::vector<std::string> items;
  value_of(name, record).list().for_each([&](std::string_view text) { items.emplace_back(text); });
  return items;
}

TEST(Fields, ListAnswersAndOfTheseTheAddresses) {
  FlowRecord record = test::https_record();
  const Labels labels = test::all_labels();
  record.labels = &labels;
  using List = std::vector<std::string>;
  EXPECT_EQ(list_of("dns.answers.data", record), (List{"b.example", "192.0.2.1", "2001:db8::1"}));
  EXPECT_EQ(list_of("dns.resolved_ip", record), (List{"192.0.2.1", "2001:db8::1"}));
  EXPECT_EQ(list_of("flowsnoop.dns.questions", record), (List{"a.example", "c.example"}));
}

// RFC 9110 section 7.2 and RFC 3986 section 3.2.2.
TEST(Fields, TellTheDomainOfAHostWithoutItsPort) {
  const std::pair<std::string_view, std::string_view> hosts[] = {
      {"example.org", "example.org"},        {"example.org:8080", "example.org"},
      {"[2001:db8::1]:80", "[2001:db8::1]"}, {"[2001:db8::1]", "[2001:db8::1]"},
      {"192.0.2.1:80", "192.0.2.1"},         {"[broken:80", "[broken:80"}};
  for (const auto& [host, domain] : hosts) {
    FlowRecord record = test::https_record();
    Labels labels;
    labels.add(LabelKind::kHttpHost, host);
    record.labels = &labels;
    EXPECT_EQ(text(value_of("url.domain", record)), domain);
  }
}

TEST(Fields, HaveNoNumberWhereALabelIsNone) {
  FlowRecord record = test::https_record();
  Labels labels;
  labels.add(LabelKind::kHttpStatus, "20x");
  record.labels = &labels;
  EXPECT_TRUE(value_of("http.response.status_code", record).is_absent());
}

// The lines of docs/output.md that describe a field, by its name.
std::map<std::string, std::string> documented_fields() {
  std::ifstream file(FLOWSNOOP_SOURCE_DIR "/docs/output.md");
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const std::size_t begin = text.find("\n## Fields\n");
  if (begin == text.npos) return {};
  const std::size_t end = text.find("\n## ", begin + 1);
  std::map<std::string, std::string> found;
  for (const std::string& line : test::split_lines(text.substr(begin, end - begin))) {
    if (!line.starts_with("| `")) continue;
    found.emplace(line.substr(3, line.find('`', 3) - 3), line);
  }
  return found;
}

TEST(Fields, AreDocumentedAsTheTableHasThem) {
  std::map<std::string, std::string> documented = documented_fields();
  for (const Field& field : fields()) {
    const std::string name(field.name);
    const std::string line = "| `" + name + "` | " + std::string(to_string(field.kind)) + " | " +
                             std::string(field.unit) + (field.unit.empty() ? "| " : " | ") +
                             std::string(field.meaning) + " |";
    EXPECT_EQ(documented[name], line);
    documented.erase(name);
  }
  for (const auto& [name, line] : documented) {
    ADD_FAILURE() << "docs/output.md documents a field that does not exist: " << line;
  }
}

}  // namespace
}  // namespace flowsnoop
