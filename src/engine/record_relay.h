// Has records turned into text on the thread that reads, while another one keeps the conversations
// that they come from.
//
// The keeping thread's records are copied, with all that they point to, into one of a few blocks;
// full blocks go to the sink on the reading thread, in order. Where that is behind and all blocks
// are full, the keeping thread works on them itself before it waits, if the sink makes parts: so
// both have something to do, whichever has more of its own.
//
// on_record() is for the keeping thread; all else for the one that made the relay, on which the
// sink's functions are called. While the relay is not open, records go to the sink at once.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include "flowsnoop/analyzer.h"
#include "flowsnoop/labels.h"
#include "flowsnoop/tcp_record.h"
#include "threads/doorbell.h"

namespace flowsnoop {

class RecordRelay final : public RecordSink {
 public:
  // `sink` and `bell` are borrowed and outlive this. The bell is rung when there is something to
  // pass on. Where the sink is told of more than records, the relay never opens: all is told in
  // the order in which it happens.
  RecordRelay(RecordSink& sink, Doorbell& bell, bool only_records)
      : sink_(sink), bell_(bell), only_records_(only_records) {}

  // From now on on_record() is called on another thread, until close().
  void open();
  bool is_open() const { return is_open_; }

  // Passes the next block on, if it is full; true where it did. Not `works`: only if the keeping
  // thread has worked on it. Throws what the sink throws, and from then on always.
  bool pass_on(bool works);

  // Passes on all that is left. The other thread calls nothing meanwhile. Throws as pass_on().
  void close();

  // Nothing is passed on any more, and nobody waits for it.
  void abandon();

  void on_record(const FlowRecord& record) override;
  void on_event(const FlowEvent& event) override { sink_.on_event(event); }
  void on_self_check(const SelfCheck& check) override { sink_.on_self_check(check); }
  std::unique_ptr<RecordPart> make_part() override { return sink_.make_part(); }

 private:
  static constexpr std::uint32_t kBlocks = 8;
  static constexpr std::size_t kBlockRecords = 64;

  // A record that owns what it points to. It is reused, and so is the memory of its texts.
  struct OwnRecord {
    FlowRecord record;
    TcpRecord tcp;
    Labels labels;
    std::string client_name;
    std::string server_name;

    void copy(const FlowRecord& original);
  };

  enum class State : std::uint8_t {
    kFilling,  // the keeping thread's; once it counts as filled: the reading thread's
    kFull,     // whoever changes it works on it
    kInWork,   // by the keeping thread
    kWorked,   // what became of it is in `part`
  };

  struct Block {
    std::array<OwnRecord, kBlockRecords> records;
    std::size_t size = 0;
    std::atomic<State> state = State::kFilling;
    std::unique_ptr<RecordPart> part;  // null: the sink makes none
  };

  void next_block();
  bool help();
  void take(Block& block);

  RecordSink& sink_;
  Doorbell& bell_;
  const bool only_records_;
  bool is_open_ = false;
  // Block i is blocks_[i % kBlocks]. Made when the relay is first opened.
  std::unique_ptr<std::array<Block, kBlocks>> blocks_;
  std::atomic<std::uint32_t> filled_ = 0;
  std::atomic<std::uint32_t> passed_on_ = 0;
  std::atomic<bool> is_abandoned_ = false;
  std::exception_ptr failure_;  // of the sink
};

}  // namespace flowsnoop
