// --geoip: adds to each record where its addresses are, and hands it on to another writer.
#pragma once

#include <memory>

#include "names/geo.h"
#include "output/writer.h"

namespace flowsnoop {

class GeoWriter final : public RecordWriter {
 public:
  GeoWriter(std::unique_ptr<RecordWriter> writer, const std::vector<std::string>& databases)
      : databases_(databases), writer_(std::move(writer)) {}

  void on_record(const FlowRecord& record) override;
  std::unique_ptr<RecordPart> make_part() override;
  void on_event(const FlowEvent& event) override { writer_->on_event(event); }
  void on_self_check(const SelfCheck& check) override { writer_->on_self_check(check); }
  void keep_up() override { writer_->keep_up(); }
  void begin_file() override { writer_->begin_file(); }
  void finish(const RunSummary& summary) override { writer_->finish(summary); }
  std::string problem() const override { return writer_->problem(); }

 private:
  class Part;

  GeoDatabases databases_;  // outlives the writer, which may hold records
  std::unique_ptr<RecordWriter> writer_;
};

}  // namespace flowsnoop
