#include "engine/record_relay.h"

#include <span>

namespace flowsnoop {

void RecordRelay::OwnRecord::copy(const FlowRecord& original) {
  record = original;
  if (original.tcp != nullptr) {
    tcp = *original.tcp;
    record.tcp = &tcp;
  }
  if (original.labels != nullptr) {
    labels = *original.labels;
    record.labels = &labels;
  }
  client_name.assign(original.client_name.text);
  record.client_name.text = client_name;
  server_name.assign(original.server_name.text);
  record.server_name.text = server_name;
}

void RecordRelay::open() {
  if (!only_records_) return;
  if (!blocks_) {
    blocks_ = std::make_unique<std::array<Block, kBlocks>>();
    for (Block& block : *blocks_) block.part = sink_.make_part();
  }
  is_open_ = true;
}

void RecordRelay::on_record(const FlowRecord& record) {
  if (!is_open_) return sink_.on_record(record);
  Block& block = (*blocks_)[filled_.load(std::memory_order_relaxed) % kBlocks];
  block.records[block.size++].copy(record);
  if (block.size == kBlockRecords) next_block();
}

// Returns when there is another one to fill.
void RecordRelay::next_block() {
  const std::uint32_t filled = filled_.load(std::memory_order_relaxed) + 1;
  (*blocks_)[(filled - 1) % kBlocks].state.store(State::kFull, std::memory_order_release);
  filled_.store(filled, std::memory_order_release);
  bell_.ring();
  for (;;) {
    const std::uint32_t passed_on = passed_on_.load(std::memory_order_acquire);
    if (filled - passed_on < kBlocks || is_abandoned_.load(std::memory_order_relaxed)) break;
    if (!help()) passed_on_.wait(passed_on, std::memory_order_acquire);
  }
  Block& next = (*blocks_)[filled % kBlocks];
  next.size = 0;
  next.state.store(State::kFilling, std::memory_order_relaxed);
}

// Works on the last block that nobody works on; false where there is none.
bool RecordRelay::help() {
  const std::uint32_t filled = filled_.load(std::memory_order_relaxed);
  for (std::uint32_t i = 1; i <= kBlocks; ++i) {
    Block& block = (*blocks_)[(filled - i) % kBlocks];
    State state = State::kFull;
    if (block.part == nullptr || !block.state.compare_exchange_strong(state, State::kInWork)) {
      continue;
    }
    for (const OwnRecord& own : std::span(block.records).first(block.size)) {
      block.part->on_record(own.record);
    }
    block.state.store(State::kWorked, std::memory_order_release);
    bell_.ring();
    return true;
  }
  return false;
}

bool RecordRelay::pass_on(bool works) {
  if (failure_) std::rethrow_exception(failure_);
  const std::uint32_t passed_on = passed_on_.load(std::memory_order_relaxed);
  if (passed_on == filled_.load(std::memory_order_acquire)) return false;
  Block& block = (*blocks_)[passed_on % kBlocks];
  State state = State::kFull;
  const bool is_own = works && block.state.compare_exchange_strong(state, State::kFilling);
  if (!is_own && block.state.load(std::memory_order_acquire) != State::kWorked) return false;
  take(block);
  passed_on_.store(passed_on + 1, std::memory_order_release);
  passed_on_.notify_one();
  return true;
}

// A block that is the reading thread's.
void RecordRelay::take(Block& block) {
  try {
    if (block.state.load(std::memory_order_relaxed) == State::kWorked) {
      block.part->hand_over();
    } else {
      for (const OwnRecord& own : std::span(block.records).first(block.size)) {
        sink_.on_record(own.record);
      }
    }
  } catch (...) {
    failure_ = std::current_exception();
    throw;
  }
}

void RecordRelay::close() {
  if (!is_open_) return;
  while (pass_on(true)) {
  }
  Block& last = (*blocks_)[filled_.load(std::memory_order_relaxed) % kBlocks];
  take(last);
  last.size = 0;
  is_open_ = false;
}

void RecordRelay::abandon() {
  is_abandoned_.store(true, std::memory_order_relaxed);
  passed_on_.fetch_add(1, std::memory_order_release);  // so that who waits looks again
  passed_on_.notify_one();
}

}  // namespace flowsnoop
