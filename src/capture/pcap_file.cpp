#include "capture/pcap_file.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace flowsnoop {
namespace {

// Never negative in a pcap file.
std::uint32_t seconds_of(const Packet& packet) {
  return static_cast<std::uint32_t>(packet.timestamp_ns / 1'000'000'000);
}

}  // namespace

PcapFile::PcapFile(std::string name, BlockReader reader, const PcapFormat& format)
    : SavefileSource(name, std::move(reader)), format_(format) {
  if (!fetch(format_.file_header_size, "the file header", /*look_for_records=*/false)) return;
  parse_pcap_file_header(reader_.data(), format_);
  if (format_.version_major < 2) {
    throw CaptureError(fmt::format("{}: pcap version {}.{} is too old to be read", name,
                                   format_.version_major, format_.version_minor));
  }
  reader_.consume(format_.file_header_size);
  // What the first read brought decides about the variant: waiting for more would hold a live pipe
  // up.
  const std::uint64_t read = reader_.offset() + reader_.available();
  detect_record_header_size(reader_.view(), read == reader_.stream().total_bytes(), format_);
  interfaces_.push_back({{}, format_.link_type, format_.snaplen, name});
}

// `plain`: of this machine's byte order and with the captured length first, as nearly all files
// are.
template <bool plain>
void PcapFile::walk_records(PacketBatch& batch) {
  const std::uint8_t* at = reader_.data();
  const std::uint8_t* const end = at + reader_.available();
  // A copy of its own, which writing to the batch cannot change under the loop.
  const PcapFormat format = format_;
  const std::size_t header_size = format.record_header_size;
  std::size_t count = 0;
  while (count < PacketBatch::kCapacity && static_cast<std::size_t>(end - at) >= header_size) {
    const PcapRecordHeader header =
        plain ? PcapFormat::parse_plain_record_header(at) : format.parse_record_header(at);
    if (format.is_impossible(header)) break;
    if (header.captured_length > static_cast<std::size_t>(end - at) - header_size) break;
    Packet& packet = batch.packets[count++];
    packet.timestamp_ns = format.timestamp_ns(header);
    packet.data = at + header_size;
    packet.frame_number = 0;
    packet.captured_length = header.captured_length;
    packet.original_length = std::max(header.original_length, header.captured_length);
    packet.interface_id = 0;
    packet.link_type = format.link_type;
    at += header_size + header.captured_length;
  }
  batch.size = count;
  reader_.consume(static_cast<std::size_t>(at - reader_.data()));
  if (count == 0) return;
  if (!first_seconds_) first_seconds_ = seconds_of(batch.packets[0]);
  last_seconds_ = seconds_of(batch.packets[count - 1]);
}

void PcapFile::walk(PacketBatch& batch) {
  format_.is_plain() ? walk_records<true>(batch) : walk_records<false>(batch);
}

void PcapFile::step() {
  const std::size_t header_size = format_.record_header_size;
  if (!fetch(header_size, "a packet record's header")) return;
  const PcapRecordHeader header = format_.parse_record_header(reader_.data());
  if (format_.is_impossible(header)) {
    return skip_damage(header.captured_length == 0
                           ? "a packet record's header is all zero bytes"
                           : fmt::format("impossible packet record: {} captured bytes, at most {} "
                                         "can be",
                                         header.captured_length, format_.max_captured_length));
  }
  // Where the first record is cut, its time is all there is to judge by what seems to follow.
  if (!first_seconds_) first_seconds_ = last_seconds_ = header.seconds;
  fetch(header_size + header.captured_length, "a packet record");
}

RecordProbe PcapFile::probe() const {
  if (!first_seconds_) return format_.probe({});
  return format_.probe({*first_seconds_, last_seconds_});
}

}  // namespace flowsnoop
