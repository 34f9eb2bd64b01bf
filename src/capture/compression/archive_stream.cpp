#include "capture/compression/archive_stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

#include <algorithm>
#include <new>
#include <utility>

namespace flowsnoop {
namespace {

int filter_code(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return ARCHIVE_FILTER_GZIP;
    case Compression::kZstd:
      return ARCHIVE_FILTER_ZSTD;
    case Compression::kLz4:
      return ARCHIVE_FILTER_LZ4;
    case Compression::kXz:
      return ARCHIVE_FILTER_XZ;
    case Compression::kBzip2:
      return ARCHIVE_FILTER_BZIP2;
  }
  return ARCHIVE_FILTER_NONE;
}

}  // namespace

void ArchiveStream::Closer::operator()(archive* handle) const {
  archive_read_free(handle);
}

// The one filter that was recognised, and the format "raw", which is whatever the filter gives;
// "empty" is what that is called when it gives nothing.
ArchiveStream::ArchiveStream(BlockReader compressed, Compression compression)
    : compressed_(std::move(compressed)), compression_(compression), archive_(archive_read_new()) {
  if (archive_ == nullptr) throw std::bad_alloc();
  archive_read_support_filter_by_code(archive_.get(), filter_code(compression));
  archive_read_support_format_raw(archive_.get());
  archive_read_support_format_empty(archive_.get());
}

ArchiveStream::~ArchiveStream() = default;

ReadProgress ArchiveStream::input_progress(std::uint64_t /*bytes_given*/) const {
  return compressed_.stream().input_progress(compressed_.offset());
}

// libarchive's callback: what it was given last time is used up now.
ssize_t ArchiveStream::give_input(archive* /*self*/, void* stream, const void** input) {
  auto& self = *static_cast<ArchiveStream*>(stream);
  BlockReader& compressed = self.compressed_;
  if (self.opened_) compressed.consume(compressed.available());
  self.opened_ = true;
  self.input_status_ = compressed.fill(1);
  if (self.input_status_ == StreamStatus::kEnd) return 0;
  if (self.input_status_ != StreamStatus::kData) return ARCHIVE_FATAL;
  *input = compressed.data();
  return static_cast<ssize_t>(compressed.available());
}

StreamStatus ArchiveStream::open() {
  if (archive_read_open(archive_.get(), this, nullptr, give_input, nullptr) != ARCHIVE_OK) {
    return fail();
  }
  // The input is a filter too. Where it is the only one, there was too little to recognise another,
  // and the compressed bytes would pass for decompressed ones.
  if (archive_filter_count(archive_.get()) < 2) return fail();
  archive_entry* entry = nullptr;
  const int result = archive_read_next_header(archive_.get(), &entry);
  if (result == ARCHIVE_EOF) return StreamStatus::kEnd;
  return result < ARCHIVE_WARN ? fail() : StreamStatus::kData;
}

StreamStatus ArchiveStream::next_piece() {
  const void* data = nullptr;
  std::size_t size = 0;
  la_int64_t offset = 0;
  const int result = archive_read_data_block(archive_.get(), &data, &size, &offset);
  if (result == ARCHIVE_EOF) return StreamStatus::kEnd;
  if (result < ARCHIVE_WARN) return fail();
  piece_ = {static_cast<const std::uint8_t*>(data), size};
  return StreamStatus::kData;
}

// libarchive's own words for an input that just ends are different for each filter.
StreamStatus ArchiveStream::fail() {
  const std::string_view name = to_string(compression_);
  const char* const reason = archive_error_string(archive_.get());
  switch (input_status_) {
    case StreamStatus::kInterrupted:
      return StreamStatus::kInterrupted;
    case StreamStatus::kError:
      error_ = compressed_.stream().error();
      break;
    case StreamStatus::kEnd:
      error_ = fmt::format("the {} data is cut short at its byte {}", name, compressed_.offset());
      break;
    case StreamStatus::kData:
      error_ = fmt::format("the {} data is damaged before its byte {}: {}", name,
                           compressed_.offset() + compressed_.available(),
                           reason == nullptr ? "unknown error" : reason);
      break;
  }
  return StreamStatus::kError;
}

StreamRead ArchiveStream::read(std::span<std::uint8_t> out) {
  if (!opened_) status_ = open();
  while (piece_.empty() && status_ == StreamStatus::kData) status_ = next_piece();
  if (piece_.empty()) return {status_};
  const std::size_t size = std::min(out.size(), piece_.size());
  std::copy_n(piece_.begin(), size, out.begin());
  piece_ = piece_.subspan(size);
  return {StreamStatus::kData, size};
}

}  // namespace flowsnoop
