#include "cli/service_split.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "cli/split_names.h"

namespace flowsnoop {

ServiceSplit::ServiceSplit(const std::string& directory)
    : packets_path_(directory + "/unsorted.pcapng"),
      flows_path_(directory + "/unsorted.flows"),
      packets_(packets_path_, SavefileStart::kNew),
      flows_(flows_path_, std::ios::binary | std::ios::trunc) {
  if (!flows_) throw CaptureError(fmt::format("{}: cannot write", flows_path_));
}

void ServiceSplit::add(const Packet& packet, std::uint64_t flow_id,
                       std::span<const Interface> interfaces) {
  packets_.write({&packet, 1}, interfaces);
  flows_.write(reinterpret_cast<const char*>(&flow_id), sizeof flow_id);
  if (!flows_) throw CaptureError(fmt::format("{}: cannot write", flows_path_));
}

void ServiceSplit::add_record(const FlowRecord& record) {
  std::string name = service_file_name(record);
  const auto [place, is_new] = places_.emplace(name, static_cast<std::uint32_t>(names_.size()));
  if (is_new) names_.push_back(std::move(name));
  services_[record.flow_id] = place->second;
}

void ServiceSplit::flush() {
  packets_.flush();
  flows_.flush();
}

// Every conversation has a record at the end; if one does not, its packets are not lost.
const std::string& ServiceSplit::name_of(std::uint64_t flow_id) const {
  static const std::string kOther = kOtherFileName;
  const auto found = services_.find(flow_id);
  return found == services_.end() ? kOther : names_[found->second];
}

void ServiceSplit::sort_into(SplitFiles& files) {
  packets_.close();
  flows_.close();
  if (!flows_) throw CaptureError(fmt::format("{}: cannot write", flows_path_));
  const auto source = open_savefile(packets_path_);
  std::ifstream flows(flows_path_, std::ios::binary);
  PacketBatch batch;
  while (source->read(batch) == ReadStatus::kPackets) {
    for (const Packet& packet : batch.view()) {
      std::uint64_t flow_id = 0;
      flows.read(reinterpret_cast<char*>(&flow_id), sizeof flow_id);
      files.write(name_of(flow_id), packet, source->interfaces()[packet.interface_id]);
    }
  }
  files.close();
  for (const std::string& path : {packets_path_, flows_path_}) {
    std::error_code error;
    std::filesystem::remove(path, error);
    if (error) throw CaptureError(fmt::format("{}: {}", path, error.message()));
  }
}

}  // namespace flowsnoop
