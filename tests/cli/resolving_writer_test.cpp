#include "cli/resolving_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <vector>

namespace flowsnoop::test {
namespace {

using testing::ElementsAre;

// Writes down "client name, server name, source, server name indication".
class Notes final : public RecordWriter {
 public:
  explicit Notes(std::vector<std::string>& lines) : lines_(lines) {}

  void on_record(const FlowRecord& record) override { lines_.push_back(describe(record)); }
  void on_event(const FlowEvent& event) override {
    lines_.push_back("event " + describe(*event.flow));
  }
  void finish(const RunSummary&) override { lines_.emplace_back("finish"); }
  std::string problem() const override { return "a problem"; }

 private:
  static std::string describe(const FlowRecord& record) {
    std::string line(record.client_name.text);
    line.append(" ").append(record.server_name.text);
    line.append(" ").append(to_string(record.server_name.source));
    if (record.labels != nullptr) {
      line.append(" ").append(record.labels->first(LabelKind::kTlsServerName));
    }
    if (record.tcp != nullptr) line.append(" ").append(record.tcp->conn_state);
    return line;
  }

  std::vector<std::string>& lines_;
};

FlowRecord record_to(const char* server) {
  FlowRecord record;
  record.client.address = *parse_ip_address("192.0.2.10");
  record.server.address = *parse_ip_address(server);
  return record;
}

std::string last_part(const IpAddress& address) {
  return address.bytes[15] == 0 ? "" : "host-" + std::to_string(address.bytes[15]);
}

class ResolvingWriterTest : public testing::Test {
 protected:
  ResolvingWriter make(Resolver::Lookup lookup, int patience_ms = 60'000, bool live = false) {
    return {std::make_unique<Notes>(lines), std::move(lookup), live,
            std::chrono::milliseconds(patience_ms)};
  }

  std::vector<std::string> lines;
};

TEST_F(ResolvingWriterTest, NamesWhatHasNoneInTheOrderOfTheRecords) {
  ResolvingWriter writer = make(last_part);
  FlowRecord named = record_to("198.51.100.2");
  named.server_name = {"www.example.com", NameSource::kDns};
  writer.on_record(record_to("198.51.100.1"));
  writer.on_record(named);
  writer.on_record(record_to("198.51.100.0"));  // has no name
  writer.on_record(record_to("224.0.0.5"));     // is no host
  writer.finish({});
  EXPECT_THAT(lines, ElementsAre("host-10 host-1 resolver", "host-10 www.example.com dns",
                                 "host-10  none", "host-10  none", "finish"));
  EXPECT_EQ(writer.problem(), "a problem");
}

// A record's views are valid only during the call.
TEST_F(ResolvingWriterTest, KeepsWhatARecordPointsTo) {
  ResolvingWriter writer = make(last_part);
  {
    Labels labels;
    labels.add(LabelKind::kTlsServerName, "tls.example");
    std::string name = "a name that is too long to be stored within the string itself";
    FlowRecord record = record_to("198.51.100.1");
    record.labels = &labels;
    record.client_name = {name, NameSource::kDhcp};
    TcpRecord tcp;
    tcp.conn_state = "SF";
    record.tcp = &tcp;
    writer.on_record(record);
    name.assign(name.size(), 'x');
    labels.clear();
    tcp.conn_state = "S0";
  }
  writer.finish({});
  EXPECT_THAT(lines,
              ElementsAre("a name that is too long to be stored within the string itself host-1 "
                          "resolver tls.example SF",
                          "finish"));
}

TEST_F(ResolvingWriterTest, ANameThatReadsAsAnAddressIsNone) {
  ResolvingWriter writer = make([](const IpAddress&) { return std::string("192.0.2.99"); });
  writer.on_record(record_to("198.51.100.1"));
  writer.finish({});
  EXPECT_THAT(lines, ElementsAre("  none", "finish"));
}

TEST_F(ResolvingWriterTest, DoesNotWaitForever) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  ResolvingWriter writer = make(
      [gate](const IpAddress&) {
        gate.wait();
        return std::string("late");
      },
      20);
  writer.on_record(record_to("198.51.100.1"));
  EXPECT_TRUE(lines.empty());
  writer.finish({});
  EXPECT_THAT(lines, ElementsAre("  none", "finish"));
  open.set_value();
}

TEST_F(ResolvingWriterTest, LiveNoMoreThanSoManyWait) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  ResolvingWriter writer = make(
      [gate](const IpAddress& address) {
        gate.wait();
        return last_part(address);
      },
      60'000, true);
  for (std::size_t i = 1; i < ResolvingWriter::kMaxHeld; ++i) {
    writer.on_record(record_to("198.51.100.1"));
  }
  EXPECT_TRUE(lines.empty());
  writer.on_record(record_to("198.51.100.1"));
  EXPECT_THAT(lines, ElementsAre("  none"));
  open.set_value();
  writer.finish({});
  EXPECT_EQ(lines.size(), ResolvingWriter::kMaxHeld + 1);
  EXPECT_EQ(lines[1], "host-10 host-1 resolver");
}

TEST_F(ResolvingWriterTest, LiveARecordGoesOnWhenItHasWaitedLongEnough) {
  std::promise<void> open;
  const std::shared_future<void> gate = open.get_future().share();
  ResolvingWriter writer = make(
      [gate](const IpAddress& address) {
        gate.wait();
        return last_part(address);
      },
      0, true);
  writer.on_record(record_to("198.51.100.1"));
  writer.keep_up();
  EXPECT_THAT(lines, ElementsAre("  none"));
  open.set_value();
}

TEST_F(ResolvingWriterTest, EventsAreToldAtOnceWithWhatIsKnown) {
  std::promise<void> open;
  std::shared_future<void> gate = open.get_future().share();
  ResolvingWriter writer = make([gate](const IpAddress& address) {
    gate.wait();
    return last_part(address);
  });
  const FlowRecord record = record_to("198.51.100.1");
  writer.on_event({FlowEventKind::kSyn, 0, &record});
  EXPECT_THAT(lines, ElementsAre("event   none"));
  writer.on_record(record);
  open.set_value();
  writer.finish({});
  EXPECT_THAT(lines, ElementsAre("event   none", "host-10 host-1 resolver", "finish"));
  writer.on_event({FlowEventKind::kClosed, 0, &record});
  EXPECT_EQ(lines.back(), "event host-10 host-1 resolver");
}

}  // namespace
}  // namespace flowsnoop::test
