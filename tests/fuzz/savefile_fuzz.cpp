// Savefiles, pcap and pcapng: whatever the bytes, the readers give the same packets in large blocks
// and in small ones, and none that goes beyond what it says of itself.
#include <memory>
#include <string>

#include "block_mutator.h"
#include "capture/compression.h"
#include "capture/pcap_format.h"
#include "capture/savefile.h"
#include "memory_stream.h"

namespace flowsnoop::fuzz {
namespace {

struct Reading {
  std::string text;  // all that was read, in one line each
  std::size_t packets = 0;
};

std::string number(std::uint64_t value) {
  return std::to_string(value) + " ";
}

void note_packet(const Packet& packet, const PacketSource& source, Reading& reading) {
  require(packet.captured_length <= packet.original_length, "a packet has no more than there was");
  require(packet.interface_id < source.interfaces().size(), "a packet's interface is known");
  require(packet.timestamp_ns <= kMaxTimestamp_ns && packet.timestamp_ns >= -kMaxTimestamp_ns,
          "a timestamp is within its bounds");
  const ExactCopy bytes({packet.data, packet.captured_length});  // reads all of them
  std::uint64_t sum = 0;
  for (const std::uint8_t byte : bytes.view()) sum = sum * 31 + byte;
  reading.text += number(static_cast<std::uint64_t>(packet.timestamp_ns)) +
                  number(packet.captured_length) + number(packet.original_length) +
                  number(packet.interface_id) +
                  number(static_cast<std::uint64_t>(packet.link_type)) + number(sum) + "\n";
  ++reading.packets;
}

Reading read(ByteView file, std::size_t chunk, std::size_t block_size) {
  Reading reading;
  try {
    const auto source = open_savefile(std::make_unique<MemoryStream>(file, chunk), "fuzz",
                                      {.block_size = block_size, .read_ahead = false});
    PacketBatch batch;
    while (source->read(batch) == ReadStatus::kPackets) {
      require(batch.size > 0 && batch.size <= PacketBatch::kCapacity, "a batch has packets");
      for (const Packet& packet : batch.view()) note_packet(packet, *source, reading);
    }
    for (const Damage& damage : source->damages()) {
      require(damage.offset <= file.size(), "damage is within the file");
      reading.text += number(damage.offset) + damage.reason + "\n";
    }
    for (const HostName& host : source->host_names()) reading.text += host.name + "\n";
    reading.text += number(source->drops().kernel) + number(source->drops().interface);
  } catch (const CaptureError& error) {
    require(std::string(error.what()).find('\n') == std::string::npos, "an error is one line");
    reading.text += "no capture";
  }
  return reading;
}

// What little input decompresses to may be large: so much is read, and no more. Only gzip, which is
// read by code of this project.
void decompress_some(ByteView file) {
  constexpr std::size_t kMost = std::size_t{1} << 20;
  if (!can_decompress() || recognise_compression(file) != Compression::kGzip) return;
  BlockReader compressed(std::make_unique<MemoryStream>(file, 1 + file.size() % 61));
  compressed.fill(12);
  const auto stream = decompress(std::move(compressed), Compression::kGzip);
  std::uint8_t out[4096];
  std::size_t size = 0;
  StreamStatus status = StreamStatus::kData;
  while (status == StreamStatus::kData && size < kMost) {
    const StreamRead some = stream->read(out);
    status = some.status;
    require((some.size > 0) == (status == StreamStatus::kData), "data has bytes, and only data");
    size += some.size;
  }
}

// Whether the records tell of a longer header than the magic number does. There the first read
// decides, and with what little it brings such a file is taken for an ordinary one.
bool may_have_longer_record_headers(ByteView file) {
  if (file.size() < PcapFormat::kMagicSize) return false;
  const std::optional<PcapFormat> format = recognise_pcap(file.data());
  if (!format || file.size() < format->file_header_size) return false;
  const ByteView records = file.subspan(format->file_header_size);
  const auto size_with = [&](ByteView some, bool at_end) {
    PcapFormat detected = *format;
    parse_pcap_file_header(file.data(), detected);
    detect_record_header_size(some, at_end, detected);
    return detected.record_header_size;
  };
  const std::size_t usual = size_with({}, false);
  return size_with(records, false) != usual || size_with(records, true) != usual;
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  const ByteView file(data, size);
  if (flowsnoop::recognise_compression(file)) {
    decompress_some(file);
    return 0;
  }
  const Reading whole = read(file, SIZE_MAX, 256 * 1024);
  const Reading pieces = read(file, 1 + size % 97, 16 + size % 251);
  if (may_have_longer_record_headers(file)) return 0;
  require(whole.text == pieces.text, "blocks of any size give the same packets and damages");
  return 0;
}

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed);

std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                    unsigned seed) {
  return flowsnoop::fuzz::mutate_blocks(data, size, max_size, seed);
}
