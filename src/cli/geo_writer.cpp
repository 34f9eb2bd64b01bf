#include "cli/geo_writer.h"

#include <utility>

namespace flowsnoop {
namespace {

FlowRecord add_places(const FlowRecord& record, const GeoDatabases& databases) {
  FlowRecord placed = record;
  placed.client_place = databases.find(record.client.address);
  placed.server_place = databases.find(record.server.address);
  return placed;
}

}  // namespace

class GeoWriter::Part final : public RecordPart {
 public:
  Part(std::unique_ptr<RecordPart> part, const GeoDatabases& databases)
      : part_(std::move(part)), databases_(databases) {}

  void on_record(const FlowRecord& record) override {
    part_->on_record(add_places(record, databases_));
  }
  void hand_over() override { part_->hand_over(); }

 private:
  std::unique_ptr<RecordPart> part_;
  const GeoDatabases& databases_;
};

void GeoWriter::on_record(const FlowRecord& record) {
  writer_->on_record(add_places(record, databases_));
}

std::unique_ptr<RecordPart> GeoWriter::make_part() {
  std::unique_ptr<RecordPart> part = writer_->make_part();
  if (part == nullptr) return nullptr;
  return std::make_unique<Part>(std::move(part), databases_);
}

}  // namespace flowsnoop
