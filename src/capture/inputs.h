// All captures of a run, as one source: files, directories, standard input, in any number.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

enum class InputOrder : std::uint8_t {
  kByFirstPacket,  // whole captures one after the other, in the order of their first packets
  kByTime,         // packets in the order of time
};

struct Inputs {
  std::unique_ptr<PacketSource> source;
  std::vector<std::string> files;    // "-" is standard input; in the order of reading
  std::vector<std::string> skipped;  // what directories hold besides captures, and why that is none
  bool has_unreadable = false;       // of these, some may be captures that may not be read
};

// Opens captures. A directory stands for all captures in it, but not for those in directories in
// it. A capture without packets comes first. Throws CaptureError where one of `paths` is missing or
// is neither a capture nor a directory that holds any.
Inputs open_inputs(std::span<const std::string> paths, InputOrder order);

}  // namespace flowsnoop
