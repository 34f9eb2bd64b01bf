// --split services: packets wait in one file of the directory until the services of their
// conversations are known, which is at the end of the run.
//
// The file is a savefile of its own, so that a run that is killed leaves the packets: then it can
// be read and split again. Beside it is the flow_id of each packet. In memory is what the service
// of each conversation is. Used by one thread. Its functions throw CaptureError.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "capture/savefile_writer.h"
#include "capture/split_files.h"
#include "flowsnoop/flow_record.h"

namespace flowsnoop {

class ServiceSplit {
 public:
  explicit ServiceSplit(const std::string& directory);

  void add(const Packet& packet, std::uint64_t flow_id, std::span<const Interface> interfaces);

  // Which service a conversation is of; a later record of the same one counts.
  void add_record(const FlowRecord& record);

  void flush();

  // Puts all packets into the files of their services, in the order in which they came, and removes
  // the files where they waited.
  void sort_into(SplitFiles& files);

 private:
  const std::string& name_of(std::uint64_t flow_id) const;

  const std::string packets_path_;
  const std::string flows_path_;
  SavefileWriter packets_;
  std::ofstream flows_;
  std::vector<std::string> names_;                             // of files
  std::unordered_map<std::string, std::uint32_t> places_;      // of a name in names_
  std::unordered_map<std::uint64_t, std::uint32_t> services_;  // by flow_id: a place in names_
};

}  // namespace flowsnoop
