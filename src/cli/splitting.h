// --split: saves each packet in the file of its conversation, its service, or its two hosts.
//
// Packets of no conversation, and IP fragments, which are of one only when they are put together,
// are in a file of their own. Used by one thread, and only with an Analyzer that has no others.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "capture/split_files.h"
#include "cli/options.h"
#include "cli/save_attempts.h"
#include "cli/service_split.h"
#include "flowsnoop/analyzer.h"
#include "output/writer.h"

namespace flowsnoop {

class Splitting final : public PacketListener {
 public:
  // Throws CaptureError where the directory cannot be made or is not empty.
  explicit Splitting(const SplitOptions& options);

  // The packets that the Analyzer is to take next; on_packet() says whose they are. Their bytes are
  // needed until save().
  void expect(std::span<const Packet> packets);
  void on_packet(const PacketFlow& packet) override;
  // Saves what was expected; `source` is where it is from.
  void save(const PacketSource& source);

  void on_record(const FlowRecord& record);

  // What was saved so far can be read.
  void flush();

  // After the last record. Says on standard error what there is.
  void finish();

  bool failed() const { return attempts_.failed(); }

 private:
  void save(const Packet& packet, const PacketFlow& flow, std::span<const Interface> interfaces);
  template <typename Function>
  void attempt(Function&& function);

  const SplitOptions options_;
  SplitFiles files_;
  std::optional<ServiceSplit> services_;  // of SplitKind::kServices
  SaveAttempts attempts_;
  std::vector<Packet> packets_;    // expected
  std::vector<PacketFlow> flows_;  // of each; those without one have the flow_id 0
  std::uint64_t others_ = 0;
};

// Tells a Splitting the records that it hands on to another writer.
class SplittingWriter final : public RecordWriter {
 public:
  // `splitting` is borrowed.
  SplittingWriter(std::unique_ptr<RecordWriter> writer, Splitting& splitting)
      : writer_(std::move(writer)), splitting_(splitting) {}

  void on_record(const FlowRecord& record) override {
    splitting_.on_record(record);
    writer_->on_record(record);
  }
  void on_event(const FlowEvent& event) override { writer_->on_event(event); }
  void on_self_check(const SelfCheck& check) override { writer_->on_self_check(check); }
  void keep_up() override { writer_->keep_up(); }
  void begin_file() override { writer_->begin_file(); }
  void finish(const RunSummary& summary) override { writer_->finish(summary); }
  std::string problem() const override { return writer_->problem(); }

 private:
  std::unique_ptr<RecordWriter> writer_;
  Splitting& splitting_;
};

}  // namespace flowsnoop
