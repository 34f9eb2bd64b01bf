// What the readers of all savefile formats share: the loop of read(), the end of the stream,
// damages and the search for the next record.
//
// A format gives three functions; see below. Packets point into the block reader's buffer. A batch
// never spans a refill of it: it ends early where the buffer does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "capture/block_reader.h"
#include "capture/resync.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class SavefileSource : public PacketSource {
 public:
  // At most so many places of damage are listed one by one; one more entry then counts the others.
  static constexpr std::size_t kMaxDamages = 100;

  ReadStatus read(PacketBatch& batch) final;
  std::span<const Interface> interfaces() const final { return interfaces_; }
  std::span<const Damage> damages() const final { return damages_; }
  ReadProgress progress() const final;
  void interrupt() final { reader_.stream().interrupt(); }

 protected:
  // `name` is the file's name as it was given.
  SavefileSource(std::string name, BlockReader reader);

  // Moves the whole records at hand into `batch`, until it is full or until a record is not whole
  // or makes no sense. Reads no bytes from the stream.
  virtual void walk(PacketBatch& batch) = 0;

  // Called where walk() cannot go on and gave nothing: fetches more, or tells what is damaged and
  // skips it, or ends. Each call gets further.
  virtual void step() = 0;

  // What the next record of this file would look like. Borrows the source.
  virtual RecordProbe probe() const = 0;

  // Returns true when `wanted` bytes are available. Otherwise the stream is at its end, where
  // `what` is cut short if anything of it is there, and all that follows from it has been done:
  // records that a wrong length hides are looked for if `look_for_records`.
  bool fetch(std::size_t wanted, std::string_view what, bool look_for_records = true);

  const std::string& name() const { return name_; }

  void add_damage(std::uint64_t offset, std::string reason);
  // Notes damage here and goes to the next record that makes sense.
  void skip_damage(std::string reason);
  void end() { ended_ = true; }

  BlockReader reader_;
  std::vector<Interface> interfaces_;

 private:
  void cut_short(std::size_t wanted, std::string_view what, bool look_for_records);

  std::string name_;
  std::vector<Damage> damages_;
  std::size_t damages_not_listed_ = 0;
  bool ended_ = false;
};

}  // namespace flowsnoop
