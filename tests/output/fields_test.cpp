#include "output/fields.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "sample.h"

namespace flowsnoop {
namespace {

FieldValue value_of(std::string_view name, const FlowRecord& record) {
  for (const Field& field : fields()) {
    if (field.name == name) return field.read(record);
  }
  ADD_FAILURE() << "no field " << name;
  return {};
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
  record.icmp_errors.add(IcmpErrorKind::kFragmentationNeeded, 1400);
  const auto expect_kind = [](const Field& field, const FlowRecord& of) {
    EXPECT_EQ(field.read(of).index(), static_cast<std::size_t>(field.kind)) << field.name;
  };
  for (const Field& field : fields()) {
    expect_kind(field, is_of_icmp(field) ? test::ping_record() : record);
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
  for (const std::string_view name :
       {"flowsnoop.service", "network.transport", "network.vlan.id", "network.inner.vlan.id",
        "flowsnoop.role.evidence", "flowsnoop.tunnel", "flowsnoop.client.bad_checksums",
        "flowsnoop.server.bad_checksums", "client.port", "server.port",
        "flowsnoop.client.port_class", "flowsnoop.server.port_class", "flowsnoop.icmp.type",
        "flowsnoop.icmp.code", "flowsnoop.icmp.id", "flowsnoop.icmp.errors",
        "flowsnoop.icmp.error_count", "flowsnoop.icmp.mtu"}) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(value_of(name, record))) << name;
  }
}

TEST(Fields, TellTheIdentifierOfMessagesThatHaveOne) {
  FlowRecord record = test::ping_record();
  EXPECT_EQ(std::get<std::uint64_t>(value_of("flowsnoop.icmp.id", record)), 77u);
  EXPECT_EQ(std::get<std::uint64_t>(value_of("flowsnoop.icmp.type", record)), 8u);
  EXPECT_EQ(std::get<std::string_view>(value_of("network.transport", record)), "icmp");
  record.icmp_type = 9;  // router advertisement
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value_of("flowsnoop.icmp.id", record)));
}

TEST(Fields, AddBothSidesUp) {
  const FlowRecord record = test::https_record();
  EXPECT_EQ(std::get<std::uint64_t>(value_of("network.bytes", record)), 2140u + 8430u);
  EXPECT_EQ(std::get<std::uint64_t>(value_of("network.packets", record)), 14u + 17u);
  EXPECT_EQ(std::get<std::uint64_t>(value_of("event.duration", record)), 1'310'000'000u);
}

TEST(Fields, NameTheOuterAndTheInnerVlan) {
  FlowRecord record = test::https_record();
  record.vlan_count = 1;
  record.vlan_ids = {10, 20};
  EXPECT_EQ(std::get<Identifier>(value_of("network.vlan.id", record)).number, 10u);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(value_of("network.inner.vlan.id", record)));
  record.vlan_count = 2;
  EXPECT_EQ(std::get<Identifier>(value_of("network.inner.vlan.id", record)).number, 20u);
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
