// --self-check: how often roles are right when handshakes are hidden, and whether the confidence
// says how often, beside three naive rules.
//
// Only counts are kept. A Tally may be filled by any number of conversations.
#pragma once

#include <array>
#include <cstdint>

#include "output/writer.h"

namespace flowsnoop {

// Who is right how often.
class SelfCheckTally {
 public:
  // Of equal width, from 0.5 to 1.
  static constexpr std::size_t kBins = 20;
  static constexpr double kStatedSure = 0.95;

  enum Rule : std::uint8_t {
    kFlowsnoop,
    kLowerPort,       // the lower port serves; of equal ones, the first sender is the client
    kRegisteredPort,  // exactly one registered port serves; else the first sender is the client
    kFirstSender,     // who speaks first after the handshake is the client
  };
  static constexpr std::size_t kRules = 4;

  struct Bin {
    std::uint64_t flows = 0;
    std::uint64_t right = 0;
    double confidence = 0;  // sum
  };

  void add(const SelfCheck& check);

  std::uint64_t flows() const { return flows_; }
  std::uint64_t right(Rule rule) const { return right_[rule]; }
  // Of those stated at kStatedSure or more.
  const Bin& sure() const { return sure_; }
  const std::array<Bin, kBins>& bins() const { return bins_; }

  // The mean difference of what is stated and what is right, over the bins (expected calibration
  // error); 0 where there are no conversations.
  double calibration_error() const;

 private:
  std::uint64_t flows_ = 0;
  std::array<std::uint64_t, kRules> right_{};
  std::array<Bin, kBins> bins_{};
  Bin sure_;
};

class SelfCheckWriter final : public RecordWriter {
 public:
  SelfCheckWriter(Output& output, TextStyle style) : output_(output), style_(style) {}

  void on_record(const FlowRecord& record) override;
  void on_self_check(const SelfCheck& check) override { tally_.add(check); }
  void finish(const RunSummary& summary) override;

 private:
  void write_accuracy();
  void write_calibration();

  Output& output_;
  TextStyle style_;
  SelfCheckTally tally_;
  std::uint64_t tcp_records_ = 0;
};

}  // namespace flowsnoop
