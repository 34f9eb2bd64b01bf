// Opens savefiles: recognises the format by the first bytes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "capture/block_reader.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// Opens the savefile that `stream` is. `name` is what it is called in errors and damages. Throws
// CaptureError where it is no capture. open_savefile() of the public header opens a file and calls
// this.
std::unique_ptr<PacketSource> open_savefile(
    std::unique_ptr<ByteStream> stream, const std::string& name,
    std::size_t block_size = BlockReader::kDefaultBlockSize);

}  // namespace flowsnoop
