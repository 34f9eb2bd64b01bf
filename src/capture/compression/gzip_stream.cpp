#include "capture/compression/gzip_stream.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <new>
#include <utility>

namespace flowsnoop {
namespace {

// The largest window, and a gzip header and trailer around it (zlib.h, inflateInit2).
constexpr int kWindowBits = 15 + 16;

unsigned bounded(std::size_t size) {
  return static_cast<unsigned>(std::min<std::size_t>(size, std::numeric_limits<unsigned>::max()));
}

}  // namespace

GzipStream::GzipStream(BlockReader compressed) : compressed_(std::move(compressed)) {
  if (inflateInit2(&zlib_, kWindowBits) != Z_OK) throw std::bad_alloc();
}

GzipStream::~GzipStream() {
  inflateEnd(&zlib_);
}

ReadProgress GzipStream::input_progress(std::uint64_t /*bytes_given*/) const {
  return compressed_.stream().input_progress(compressed_.offset());
}

void GzipStream::fail(std::string error) {
  error_ = std::move(error);
  state_ = State::kFailed;
}

// Decompresses all the input at hand before it asks for more, so that a live pipe is not held up.
StreamRead GzipStream::read(std::span<std::uint8_t> out) {
  std::size_t size = 0;
  while (size < out.size() && (state_ == State::kInMember || state_ == State::kBetweenMembers)) {
    if (compressed_.available() == 0) {
      if (size != 0) break;
      const StreamStatus status = take_input();
      if (status == StreamStatus::kInterrupted) return {status};
      continue;
    }
    if (state_ == State::kBetweenMembers) {
      find_next_member();
    } else {
      size += inflate_into(out.subspan(size));
    }
  }
  if (size != 0) return {StreamStatus::kData, size};
  return {state_ == State::kFailed ? StreamStatus::kError : StreamStatus::kEnd};
}

StreamStatus GzipStream::take_input() {
  const StreamStatus status = compressed_.fill(1);
  if (status == StreamStatus::kError) {
    fail(compressed_.stream().error());
  } else if (status == StreamStatus::kEnd && state_ == State::kBetweenMembers) {
    state_ = State::kEnded;
  } else if (status == StreamStatus::kEnd) {
    fail(fmt::format("the gzip data is cut short at its byte {}", compressed_.offset()));
  }
  return status;
}

// Members follow one another, with zero bytes between them where a tape or a disk filled up blocks.
// At least one byte is at hand.
void GzipStream::find_next_member() {
  const std::span<const std::uint8_t> input = compressed_.view();
  const auto first = std::ranges::find_if(input, [](std::uint8_t byte) { return byte != 0; });
  const bool found = first != input.end();
  const bool is_member = found && *first == 0x1f;
  compressed_.consume(static_cast<std::size_t>(first - input.begin()));
  if (is_member) {
    inflateReset(&zlib_);
    state_ = State::kInMember;
  } else if (found) {
    fail(
        fmt::format("what follows the gzip data, from its byte {}, is none", compressed_.offset()));
  }
}

// Returns how many bytes it wrote.
std::size_t GzipStream::inflate_into(std::span<std::uint8_t> out) {
  const std::span<const std::uint8_t> input = compressed_.view();
  zlib_.next_in = const_cast<std::uint8_t*>(input.data());  // zlib only reads it
  zlib_.avail_in = bounded(input.size());
  zlib_.next_out = out.data();
  zlib_.avail_out = bounded(out.size());
  const unsigned room = zlib_.avail_out;
  const unsigned given = zlib_.avail_in;
  const int result = inflate(&zlib_, Z_NO_FLUSH);
  compressed_.consume(given - zlib_.avail_in);
  if (result == Z_STREAM_END) {
    state_ = State::kBetweenMembers;
  } else if (result == Z_MEM_ERROR) {
    fail("out of memory");
  } else if (result != Z_OK && result != Z_BUF_ERROR) {
    fail(fmt::format("the gzip data is damaged near its byte {}: {}", compressed_.offset(),
                     zlib_.msg == nullptr ? "unknown error" : zlib_.msg));
  }
  return room - zlib_.avail_out;
}

}  // namespace flowsnoop
