// Opens savefiles: recognises the format by the first bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "capture/block_reader.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

struct SavefileOptions {
  std::size_t block_size = BlockReader::kDefaultBlockSize;
  bool read_ahead = true;  // decompress on a thread of its own
};

// Opens the savefile that `stream` is, decompressing it where it is compressed. `name` is what it
// is called in errors, damages and interfaces. Throws CaptureError where it is no capture.
std::unique_ptr<PacketSource> open_savefile(std::unique_ptr<ByteStream> stream,
                                            const std::string& name,
                                            const SavefileOptions& options = {});

// The same for a file; "-" is standard input. open_savefile() of the public header calls this.
std::unique_ptr<PacketSource> open_savefile(const std::string& path,
                                            const SavefileOptions& options);

}  // namespace flowsnoop
