#include "output/json.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

std::string to_json(const FlowRecord& record) {
  test::MemoryOutput memory;
  JsonWriter writer(memory.output());
  writer.on_record(record);
  writer.finish({});
  return memory.text();
}

TEST(Json, NestsTheFieldsOfARecord) {
  EXPECT_EQ(to_json(test::https_record()),
            R"({"@timestamp":"2024-05-01T09:14:02.118000000Z",)"
            R"("event":{"start":"2024-05-01T09:14:02.118000000Z",)"
            R"("end":"2024-05-01T09:14:03.428000000Z","duration":1310000000},)"
            R"("network":{"type":"ipv4","transport":"tcp","iana_number":"6",)"
            R"("community_id":"1:uaW/SxLreC5Ly8KSiwecHoFoPeI=","bytes":10570,"packets":31},)"
            R"("client":{"ip":"192.168.1.23","port":51514,"bytes":2140,"packets":14},)"
            R"("server":{"ip":"140.82.114.5","port":443,"bytes":8430,"packets":17},)"
            R"("flowsnoop":{"flow_id":1,"service":"https","state":"closed","end_reason":"closed",)"
            R"("client":{"port_class":"dynamic","payload_bytes":1070},)"
            R"("server":{"port_class":"system","payload_bytes":4215},)"
            R"("role":{"confidence":0.9999,"by":"syn","evidence":[)"
            R"({"kind":"syn","log_odds":9.2,"frame":1},)"
            R"({"kind":"first_speaker","log_odds":-0.405,"frame":3}]}}})"
            "\n");
}

TEST(Json, HasNoPortsWhereThereAreNone) {
  const std::string text = to_json(test::ping_record());
  EXPECT_EQ(text.find(R"("port)"), std::string::npos) << text;
  EXPECT_NE(text.find(R"("icmp":{"type":8,"code":0,"id":77})"), std::string::npos) << text;
}

TEST(Json, ListsIcmpErrors) {
  FlowRecord record = test::dns_record();
  record.icmp_errors.add(IcmpErrorKind::kFragmentationNeeded, 1400);
  record.icmp_errors.add(IcmpErrorKind::kPortUnreachable, 0);
  const std::string text = to_json(record);
  EXPECT_NE(text.find(R"("icmp":{"errors":["port_unreachable","fragmentation_needed"],)"
                      R"("error_count":2,"mtu":1400})"),
            std::string::npos)
      << text;
}

TEST(Json, ShowsVlansAsIdentifiers) {
  FlowRecord record = test::https_record();
  record.vlan_count = 2;
  record.vlan_ids = {10, 4094};
  EXPECT_NE(to_json(record).find(
                R"("packets":31,"vlan":{"id":"10"},"inner":{"vlan":{"id":"4094"}}},"client")"),
            std::string::npos);
}

TEST(Json, NestsWhatAConversationSaid) {
  FlowRecord record = test::https_record();
  const Labels labels = test::all_labels();
  record.labels = &labels;
  const std::string text = to_json(record);
  for (const std::string_view part :
       {R"("packets":17},"tls":{"version":"1.3","version_protocol":"tls",)"
        R"("cipher":"TLS_AES_128_GCM_SHA256","next_protocol":"h2","resumed":true,)"
        R"("client":{"server_name":"www.example.org"}},)",
        R"("dns":{"question":{"name":"a.example","type":"A"},)"
        R"("answers":{"data":["b.example","192.0.2.1","2001:db8::1"]},)"
        R"("resolved_ip":["192.0.2.1","2001:db8::1"],"response_code":"NOERROR"},)",
        R"("http":{"version":"1.1","request":{"method":"GET"},"response":{"status_code":404}},)",
        R"("url":{"domain":"example.org","original":"/index.html"},)",
        R"("user_agent":{"original":"example/1.0"},"flowsnoop":{"flow_id":1,)",
        R"("findings":["http_basic"],"role":{)"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

TEST(Json, LeavesOutTheLabelsThatAreNotThere) {
  FlowRecord record = test::https_record();
  Labels labels;
  record.labels = &labels;
  EXPECT_EQ(to_json(record), to_json(test::https_record()));
  labels.add(LabelKind::kSshServer, "SSH-2.0-x");
  EXPECT_NE(to_json(record).find(R"(},"ssh":{"server":"SSH-2.0-x"},"role":{)"), std::string::npos);
}

// As many bytes as labels may have, of those that grow most.
TEST(Json, EscapesLabelsWhateverTheirBytes) {
  FlowRecord record = test::https_record();
  Labels labels;
  labels.add(LabelKind::kTlsServerName, "a\"b\\c\x01\xff\n\u202e");
  const std::string item(3, '\x01');
  std::size_t items = 0;
  while (labels.add(LabelKind::kDnsAnswer, item)) ++items;
  record.labels = &labels;
  const std::string text = to_json(record);
  EXPECT_NE(text.find(R"("server_name":"a\"b\\c\u0001)"
                      "\xef\xbf\xbd"
                      R"(\n\u202e")"),
            std::string::npos);
  std::size_t found = 0;
  constexpr std::string_view kItem = R"("\u0001\u0001\u0001")";
  for (std::size_t at = text.find(kItem); at != text.npos; at = text.find(kItem, at + 1)) ++found;
  EXPECT_EQ(found, items);
}

TEST(Json, WritesALineForEachRecord) {
  test::MemoryOutput memory;
  JsonWriter writer(memory.output());
  writer.on_record(test::https_record());
  writer.on_record(test::dns_record());
  writer.finish({});
  const auto lines = test::split_lines(memory.text());
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0] + "\n", to_json(test::https_record()));
  EXPECT_EQ(lines[1] + "\n", to_json(test::dns_record()));
}

}  // namespace
}  // namespace flowsnoop
