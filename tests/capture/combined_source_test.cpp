#include "capture/combined_source.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>
#include <vector>

namespace flowsnoop {
namespace {

// One packet on the second of two interfaces, and a damage at the end.
class OnePacket : public PacketSource {
 public:
  ReadStatus read(PacketBatch& batch) override {
    batch.size = 0;
    if (std::exchange(is_read_, true)) return ReadStatus::kEnd;
    batch.packets[0].interface_id = 1;
    batch.size = 1;
    return ReadStatus::kPackets;
  }
  std::span<const Interface> interfaces() const override { return interfaces_; }
  std::span<const Damage> damages() const override { return damages_; }
  CaptureDrops drops() const override { return {.kernel = 2, .interface = 3}; }

 private:
  bool is_read_ = false;
  std::vector<Interface> interfaces_{2};
  std::vector<Damage> damages_{1};
};

class InOrder : public CombinedSource {
 public:
  using CombinedSource::CombinedSource;
  using CombinedSource::read_from;
  ReadStatus read(PacketBatch& batch) override { return read_from(0, batch); }
};

TEST(CombinedSource, NumbersInterfacesThroughAndSumsUp) {
  std::vector<std::unique_ptr<PacketSource>> sources;
  sources.push_back(std::make_unique<OnePacket>());
  sources.push_back(std::make_unique<OnePacket>());
  struct Combined : InOrder {
    explicit Combined(std::vector<std::unique_ptr<PacketSource>> all) : InOrder(std::move(all)) {}
  } combined(std::move(sources));
  PacketBatch batch;
  ASSERT_EQ(combined.read_from(0, batch), ReadStatus::kPackets);
  EXPECT_EQ(batch.packets[0].interface_id, 1u);
  ASSERT_EQ(combined.read_from(1, batch), ReadStatus::kPackets);
  EXPECT_EQ(batch.packets[0].interface_id, 3u);
  EXPECT_EQ(combined.interfaces().size(), 4u);
  EXPECT_EQ(combined.read_from(0, batch), ReadStatus::kEnd);
  EXPECT_EQ(combined.read_from(1, batch), ReadStatus::kEnd);
  EXPECT_EQ(combined.damages().size(), 2u);
  EXPECT_EQ(combined.drops().kernel, 4u);
  EXPECT_EQ(combined.drops().interface, 6u);
}

}  // namespace
}  // namespace flowsnoop
