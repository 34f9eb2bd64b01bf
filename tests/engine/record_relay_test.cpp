#include "engine/record_relay.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace flowsnoop {
namespace {

// More than all blocks of a relay hold.
constexpr std::uint64_t kMany = 5000;

FlowRecord record_with_id(std::uint64_t id) {
  FlowRecord record;
  record.flow_id = id;
  return record;
}

// Keeps the ids of its records, and may make parts, which count what they work on.
class Sink : public RecordSink {
 public:
  explicit Sink(bool makes_parts) : makes_parts_(makes_parts) {}

  void on_record(const FlowRecord& record) override {
    if (refuses) throw std::runtime_error("full");
    ids.push_back(record.flow_id);
    threads.push_back(std::this_thread::get_id());
  }
  std::unique_ptr<RecordPart> make_part() override {
    return makes_parts_ ? std::make_unique<Part>(*this) : nullptr;
  }

  std::vector<std::uint64_t> ids;
  std::vector<std::thread::id> threads;  // that handed them on
  std::atomic<int> in_parts = 0;
  bool refuses = false;

 private:
  class Part final : public RecordPart {
   public:
    explicit Part(Sink& sink) : sink_(sink) {}
    void on_record(const FlowRecord& record) override {
      ids_.push_back(record.flow_id);
      ++sink_.in_parts;
    }
    void hand_over() override {
      for (const std::uint64_t id : ids_) sink_.on_record(record_with_id(id));
      ids_.clear();
    }

   private:
    Sink& sink_;
    std::vector<std::uint64_t> ids_;
  };

  const bool makes_parts_;
};

void add_many(RecordRelay& relay) {
  for (std::uint64_t id = 1; id <= kMany; ++id) relay.on_record(record_with_id(id));
}

std::vector<std::uint64_t> many_ids() {
  std::vector<std::uint64_t> ids(kMany);
  std::iota(ids.begin(), ids.end(), std::uint64_t{1});
  return ids;
}

TEST(RecordRelay, HandsOnAtOnceWhileItIsNotOpen) {
  Sink sink(true);
  Doorbell bell;
  RecordRelay relay(sink, bell, true);
  relay.on_record(record_with_id(7));
  EXPECT_EQ(sink.ids, std::vector<std::uint64_t>{7});
}

TEST(RecordRelay, NeverOpensForASinkThatIsToldOfMore) {
  Sink sink(true);
  Doorbell bell;
  RecordRelay relay(sink, bell, false);
  relay.open();
  EXPECT_FALSE(relay.is_open());
  relay.on_record(record_with_id(7));
  EXPECT_EQ(sink.ids, std::vector<std::uint64_t>{7});
  EXPECT_FALSE(relay.pass_on(true));
  relay.close();
}

// Whether it makes parts or not.
class RecordRelayOfTwoThreads : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Parts, RecordRelayOfTwoThreads, testing::Bool());

TEST_P(RecordRelayOfTwoThreads, PassesAllOnInOrderAndOnTheThreadThatReads) {
  Sink sink(GetParam());
  Doorbell bell;
  RecordRelay relay(sink, bell, true);
  for (int round = 0; round < 2; ++round) {
    sink.ids.clear();
    relay.open();
    std::atomic<bool> is_done = false;
    std::thread keeper([&] {
      add_many(relay);
      is_done = true;
      bell.ring();
    });
    while (true) {
      const std::uint32_t rings = bell.rings();
      if (is_done) break;
      if (!relay.pass_on(true)) bell.wait(rings);
    }
    keeper.join();
    relay.close();
    EXPECT_EQ(sink.ids, many_ids());
  }
  for (const std::thread::id thread : sink.threads) {
    ASSERT_EQ(thread, std::this_thread::get_id());
  }
}

TEST(RecordRelay, HasTheOtherThreadWorkWhereAllBlocksAreFull) {
  Sink sink(true);
  Doorbell bell;
  RecordRelay relay(sink, bell, true);
  relay.open();
  std::atomic<bool> is_done = false;
  std::thread keeper([&] {
    add_many(relay);
    is_done = true;
  });
  // Nothing but what the keeper has worked on is passed on, so it works on all of it.
  while (!is_done) {
    if (!relay.pass_on(false)) std::this_thread::yield();
  }
  keeper.join();
  EXPECT_GT(sink.in_parts, 0);
  relay.close();
  EXPECT_EQ(sink.ids, many_ids());
}

TEST(RecordRelay, OwnsWhatARecordPointsTo) {
  class Texts : public RecordSink {
   public:
    void on_record(const FlowRecord& record) override {
      texts.push_back(
          std::string(record.client_name.text) + " " + std::string(record.server_name.text) + " " +
          (record.labels != nullptr ? std::string(record.labels->first(LabelKind::kHttpHost))
                                    : "-") +
          " " + (record.tcp != nullptr ? std::string(record.tcp->history_text()) : "-"));
    }
    std::vector<std::string> texts;
  };
  Texts sink;
  Doorbell bell;
  RecordRelay relay(sink, bell, true);
  // Twice: places are used again, for records with less.
  for (int round = 0; round < 2; ++round) {
    sink.texts.clear();
    relay.open();
    for (const bool has_much : {round == 0, round != 0}) {
      std::string client = "client.example";
      std::string server = "server.example";
      Labels labels;
      labels.add(LabelKind::kHttpHost, "host.example");
      TcpRecord tcp;
      tcp.history[0] = 'S';
      tcp.history_length = 1;
      FlowRecord record;
      record.client_name.text = client;
      if (has_much) {
        record.server_name.text = server;
        record.labels = &labels;
        record.tcp = &tcp;
      }
      relay.on_record(record);
      client.assign(client.size(), 'x');
      server.assign(server.size(), 'x');
      labels.clear();
      tcp.history[0] = 'x';
    }
    relay.close();
    std::vector<std::string> expected{"client.example server.example host.example S",
                                      "client.example  - -"};
    if (round != 0) std::swap(expected[0], expected[1]);
    EXPECT_EQ(sink.texts, expected);
  }
}

TEST(RecordRelay, ThrowsWhatTheSinkThrowsFromThenOn) {
  Sink sink(false);
  Doorbell bell;
  RecordRelay relay(sink, bell, true);
  relay.open();
  sink.refuses = true;
  std::thread keeper([&] { add_many(relay); });
  const auto pass_all_on = [&] {
    while (true) relay.pass_on(true);
  };
  EXPECT_THROW(pass_all_on(), std::runtime_error);
  sink.refuses = false;
  EXPECT_THROW(relay.pass_on(true), std::runtime_error);
  EXPECT_THROW(relay.close(), std::runtime_error);
  relay.abandon();  // nobody waits any more
  keeper.join();
  EXPECT_TRUE(sink.ids.empty());
}

}  // namespace
}  // namespace flowsnoop
