// JSON Lines (RFC 8259, one object a line): a dotted field name becomes nested objects, and a field
// that a record does not have is left out.
//
// What stands between two fields is worked out once, from the table of fields, when a record first
// has them one after the other; else writing a record allocates nothing.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "output/fields.h"
#include "output/value_text.h"
#include "output/writer.h"

namespace flowsnoop {

class JsonWriter final : public RecordWriter {
 public:
  // Names with more dots than this are not written by any format that nests.
  static constexpr std::size_t kMaxDepth = 8;

  // The fields of one group must stand together in `table`, which outlives the writer.
  explicit JsonWriter(Output& output, std::span<const Field> table = fields());

  // Another writer of the same records, which writes elsewhere.
  JsonWriter(const JsonWriter& other, Output& output) : JsonWriter(other) { output_ = &output; }

  void on_record(const FlowRecord& record) override;
  std::unique_ptr<RecordPart> make_part() override;
  void finish(const RunSummary& summary) override;

 private:
  // Texts are copied in blocks of this size, which is faster than exactly.
  static constexpr std::size_t kBlock = 32;
  static constexpr std::size_t kMaxJoint = 144;

  // The text between the values of two fields that follow one another in a record: what closes the
  // objects that the first alone is in, a comma, and what leads to the second. Between
  // "client.port" and "server.ip" that is `},"server":{"ip":`.
  struct Joint {
    std::array<char, kMaxJoint + kBlock> text{};  // with room behind it
    std::uint8_t size = 0;
  };

  // `{"kind":"syn","log_odds":`
  struct EvidenceOpening {
    std::array<char, 2 * kBlock> text{};
    std::uint8_t size = 0;
  };

  // Of two fields' indexes; before the first of a record there is that behind the last.
  const Joint& joint(std::size_t previous, std::size_t next) {
    const std::uint16_t number = joint_numbers_[previous * table_.size() + next];
    return number != 0 ? joints_[number - 1u] : make_joint(previous, next);
  }
  static void check_name(std::string_view name);
  const Joint& make_joint(std::size_t previous, std::size_t next);
  static char* copy_in_blocks(char* out, const char* from, std::size_t size);
  char* write_value(char* out, const FieldValue& value);
  char* write_evidence(char* out, std::span<const Evidence> list);

  Output* output_;
  std::span<const Field> table_;
  std::vector<std::uint16_t> joint_numbers_;  // by both indexes, from 1; 0: not made yet
  std::vector<Joint> joints_;                 // made as records need them: few are ever needed
  std::vector<PresentField> present_;         // reused
  std::array<EvidenceOpening, kEvidenceKindCount> evidence_openings_{};
  LogOddsText log_odds_;
  IsoTime iso_time_;
};

}  // namespace flowsnoop
