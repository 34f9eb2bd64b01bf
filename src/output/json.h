// JSON Lines (RFC 8259, one object a line): a dotted field name becomes nested objects, and a field
// that a record does not have is left out.
//
// The nesting is worked out once, from the table of fields; writing a record allocates nothing.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
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
  static constexpr std::size_t kMaxOpening = 128;

  // A field with the text that leads to its value. For "client.ip" that is `"client":{"ip":`, and
  // where the object "client" is open already, `"ip":` at the end of it.
  struct Step {
    std::array<char, kMaxOpening + kBlock> opening{};  // with room behind it
    std::uint8_t size = 0;
    std::array<std::uint8_t, kMaxDepth> offset{};  // of what follows, by the objects already open
    std::uint8_t depth = 0;                        // objects around the value, the outermost apart
  };

  // `{"kind":"syn","log_odds":`
  struct EvidenceOpening {
    std::array<char, 2 * kBlock> text{};
    std::uint8_t size = 0;
  };

  static Step make_step(const Field& field);
  static char* copy_in_blocks(char* out, const char* from, std::size_t size);
  char* write_value(char* out, const FieldValue& value);
  char* write_evidence(char* out, std::span<const Evidence> list);

  Output* output_;
  std::span<const Field> table_;
  std::vector<Step> steps_;
  // By two fields' indexes, that of the earlier one first: how many objects they lie in together.
  std::vector<std::uint8_t> shared_;
  std::vector<PresentField> present_;  // reused
  std::array<EvidenceOpening, kEvidenceKindCount> evidence_openings_{};
  LogOddsText log_odds_;
  IsoTime iso_time_;
};

}  // namespace flowsnoop
