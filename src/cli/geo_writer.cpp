#include "cli/geo_writer.h"

namespace flowsnoop {

void GeoWriter::on_record(const FlowRecord& record) {
  FlowRecord placed = record;
  placed.client_place = databases_.find(record.client.address);
  placed.server_place = databases_.find(record.server.address);
  writer_->on_record(placed);
}

}  // namespace flowsnoop
