#include "capture/queued_source.h"

#include <atomic>
#include <cstring>
#include <functional>
#include <future>

#include "capture_support.h"

namespace flowsnoop {
namespace {

// Gives packets by a script, and tells when it is asked for what is beyond.
class Script {
 public:
  // What one read() does.
  using Step = std::function<ReadStatus(PacketBatch&)>;

  std::vector<Step> steps;
  std::vector<Interface> interfaces{{"eth0", LinkType::kEthernet, 0, {}}};
  std::vector<Damage> damages;
  CaptureDrops drops;
  std::vector<InterfaceChange> changes;
  std::promise<void> interrupted;
};

class ScriptedSource final : public PacketSource {
 public:
  explicit ScriptedSource(Script& script) : script_(script) {}

  ReadStatus read(PacketBatch& batch) override {
    batch.size = 0;
    return next_ < script_.steps.size() ? script_.steps[next_++](batch) : ReadStatus::kEnd;
  }
  std::span<const Interface> interfaces() const override { return script_.interfaces; }
  std::span<const Damage> damages() const override { return script_.damages; }
  CaptureDrops drops() const override { return script_.drops; }
  std::vector<InterfaceChange> take_interface_changes() override {
    return std::exchange(script_.changes, {});
  }
  void interrupt() override {
    if (!was_interrupted_.exchange(true)) script_.interrupted.set_value();
  }

 private:
  Script& script_;
  std::size_t next_ = 0;
  std::atomic<bool> was_interrupted_ = false;
};

class Queue : public testing::Test {
 protected:
  // A step that gives `count` packets, each of `size` bytes that say its number.
  Script::Step packets(std::size_t count, std::size_t size = 60) {
    return [this, count, size](PacketBatch& batch) {
      bytes_.assign(count, Bytes(size));
      for (Bytes& packet : bytes_) {
        std::memcpy(packet.data(), &next_number_, sizeof next_number_);
        batch.packets[batch.size++] = {.timestamp_ns = static_cast<std::int64_t>(next_number_++),
                                       .data = packet.data(),
                                       .captured_length = static_cast<std::uint32_t>(size),
                                       .original_length = static_cast<std::uint32_t>(size)};
      }
      return ReadStatus::kPackets;
    };
  }

  std::unique_ptr<PacketSource> open(std::size_t max_bytes = std::size_t{1} << 30) {
    return queue_packets(std::make_unique<ScriptedSource>(script_), max_bytes);
  }

  // The numbers of the packets up to the end, which their bytes say too.
  static std::vector<std::uint32_t> read_to_end(PacketSource& source) {
    std::vector<std::uint32_t> numbers;
    PacketBatch batch;
    for (ReadStatus status{}; (status = source.read(batch)) != ReadStatus::kEnd;) {
      for (const Packet& packet : batch.view()) {
        std::uint32_t number = 0;
        std::memcpy(&number, packet.data, sizeof number);
        EXPECT_EQ(packet.timestamp_ns, number);
        numbers.push_back(number);
      }
    }
    return numbers;
  }

  // The first read() that gives packets.
  static std::size_t read_some(PacketSource& source) {
    PacketBatch batch;
    for (int i = 0; i < 200; ++i) {
      if (source.read(batch) == ReadStatus::kPackets) return batch.size;
    }
    return 0;
  }

  Script script_;
  std::vector<Bytes> bytes_;
  std::uint32_t next_number_ = 0;
};

TEST_F(Queue, GivesAllPacketsInOrder) {
  for (std::size_t i = 0; i < 2000; ++i) script_.steps.push_back(packets(i % 64 + 1, 60 + i));
  const auto source = open();
  const std::vector<std::uint32_t> numbers = read_to_end(*source);
  ASSERT_EQ(numbers.size(), next_number_);
  for (std::size_t i = 0; i < numbers.size(); ++i) ASSERT_EQ(numbers[i], i);
  EXPECT_EQ(source->drops().queue, 0U);
}

TEST_F(Queue, GivesAPacketThatIsLongerThanABlock) {
  script_.steps = {packets(3, QueuedSource::kBlockBytes + 1), packets(1)};
  EXPECT_EQ(read_to_end(*open()).size(), 4U);
}

TEST_F(Queue, GivesWhatThereIsWhileTheSourceWaits) {
  script_.steps = {packets(1), [this](PacketBatch&) {
                     script_.interrupted.get_future().wait();
                     return ReadStatus::kEnd;
                   }};
  const auto source = open();
  EXPECT_EQ(read_some(*source), 1U);
  PacketBatch batch;
  EXPECT_EQ(source->read(batch), ReadStatus::kTimeout);
  source->interrupt();
  EXPECT_TRUE(read_to_end(*source).empty());
}

TEST_F(Queue, ReadsOnWhileNobodyTakesPacketsAndCountsThoseWithoutRoom) {
  std::promise<void> first_was_read;
  std::promise<void> all_were_given;
  script_.steps = {packets(1), [&](PacketBatch&) {
                     first_was_read.get_future().wait();
                     return ReadStatus::kTimeout;
                   }};
  for (int i = 0; i < 1000; ++i) script_.steps.push_back(packets(64));
  script_.steps.emplace_back([&](PacketBatch&) {
    all_were_given.set_value();
    return ReadStatus::kEnd;
  });
  const auto source = open(0);
  ASSERT_EQ(read_some(*source), 1U);
  first_was_read.set_value();
  all_were_given.get_future().wait();  // though nobody reads
  const std::vector<std::uint32_t> numbers = read_to_end(*source);
  // The block of the first packet is the reader's: one is left.
  EXPECT_EQ(numbers.size(), QueuedSource::kBlockPackets);
  EXPECT_EQ(1 + numbers.size() + source->drops().queue, next_number_);
}

TEST_F(Queue, HandsOnWhatTheSourceTells) {
  script_.steps = {packets(1), [this](PacketBatch&) {
                     script_.interfaces.push_back({"eth1", LinkType::kEthernet, 0, {}});
                     script_.damages.push_back({"eth1", 0, "odd"});
                     script_.drops = {.kernel = 3, .interface = 2};
                     script_.changes = {{0, InterfaceState::kDown}, {0, InterfaceState::kUp}};
                     return ReadStatus::kTimeout;
                   }};
  const auto source = open();
  ASSERT_EQ(source->interfaces().size(), 1U);  // before the thread begins
  read_to_end(*source);
  ASSERT_EQ(source->interfaces().size(), 2U);
  EXPECT_EQ(source->interfaces()[1].name, "eth1");
  ASSERT_EQ(source->damages().size(), 1U);
  EXPECT_EQ(source->drops(), (CaptureDrops{.kernel = 3, .interface = 2}));
  EXPECT_EQ(source->take_interface_changes().size(), 2U);
  EXPECT_TRUE(source->take_interface_changes().empty());
}

TEST_F(Queue, EndsItsThreadWhileTheSourceWaits) {
  script_.steps = {packets(1), [this](PacketBatch&) {
                     script_.interrupted.get_future().wait();
                     return ReadStatus::kEnd;
                   }};
  const auto source = open();
  EXPECT_EQ(read_some(*source), 1U);
}

TEST_F(Queue, MayEndBeforeItIsRead) {
  open();
}

}  // namespace
}  // namespace flowsnoop
