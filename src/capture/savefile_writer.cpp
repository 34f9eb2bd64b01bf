#include "capture/savefile_writer.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "capture/pcapng_blocks.h"

namespace flowsnoop {
namespace {

int open_savefile_for_writing(const std::string& path, SavefileStart start) {
  if (path == "-") return STDOUT_FILENO;
  constexpr int kFlags[] = {O_TRUNC, O_EXCL | O_NOFOLLOW, O_APPEND};
  return ::open(path.c_str(),
                O_WRONLY | O_CREAT | O_CLOEXEC | kFlags[static_cast<std::size_t>(start)], 0666);
}

// A pipe that another program has made non-blocking is waited for.
void wait_until_writable(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  (void)::poll(&waiting, 1, -1);
}

}  // namespace

SavefileWriter::SavefileWriter(const std::string& path, SavefileStart start,
                               std::size_t buffer_size)
    : path_(path == "-" ? "standard output" : path),
      descriptor_(open_savefile_for_writing(path, start)),
      buffer_size_(buffer_size) {
  if (descriptor_ < 0) fail(errno);
  struct stat status {};
  is_regular_file_ = path != "-" && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode);
  const off_t end = is_regular_file_ ? ::lseek(descriptor_, 0, SEEK_END) : 0;
  if (end > 0) start_ = static_cast<std::uint64_t>(end);
  buffer_.reserve(buffer_size_);
  append_section_header(buffer_);
}

SavefileWriter::~SavefileWriter() {
  try {
    close();
  } catch (const CaptureError&) {
    // Whoever wants to know has called close().
  }
}

void SavefileWriter::write(std::span<const Packet> packets, std::span<const Interface> interfaces) {
  while (interfaces_written_ < interfaces.size()) {
    append_interface(interfaces[interfaces_written_++], buffer_);
  }
  for (const Packet& packet : packets) {
    append_packet(packet, packet.interface_id, buffer_);
    if (buffer_.size() >= buffer_size_) flush();
  }
}

void SavefileWriter::write(const Packet& packet, const Interface& interface) {
  const auto found = std::ranges::find(own_interfaces_, packet.interface_id);
  const auto number = static_cast<std::uint32_t>(found - own_interfaces_.begin());
  if (found == own_interfaces_.end()) {
    own_interfaces_.push_back(packet.interface_id);
    append_interface(interface, buffer_);
  }
  append_packet(packet, number, buffer_);
  if (buffer_.size() >= buffer_size_) flush();
}

void SavefileWriter::write_host_names(std::span<const HostName> names) {
  while (names_written_ < names.size()) append_host_name(names[names_written_++], buffer_);
}

void SavefileWriter::flush() {
  std::size_t written = 0;
  while (written < buffer_.size()) {
    const ssize_t size = ::write(descriptor_, buffer_.data() + written, buffer_.size() - written);
    if (size >= 0) {
      written += static_cast<std::size_t>(size);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(descriptor_);
    } else if (errno != EINTR) {
      const int error = errno;
      buffer_.clear();
      cut_off_torn_block();
      fail(error);
    }
  }
  flushed_ += written;
  buffer_.clear();
}

// The bytes that were flushed before end with a block. Where even this fails, the file keeps its
// torn end: the write that failed is what is reported.
void SavefileWriter::cut_off_torn_block() const {
  if (!is_regular_file_) return;
  [[maybe_unused]] const int result =
      ::ftruncate(descriptor_, static_cast<off_t>(start_ + flushed_));
}

void SavefileWriter::sync() {
  flush();
  if (is_regular_file_ && ::fsync(descriptor_) != 0) fail(errno);
}

void SavefileWriter::close() {
  if (descriptor_ < 0) return;
  flush();
  const int descriptor = std::exchange(descriptor_, -1);
  if (descriptor != STDOUT_FILENO && ::close(descriptor) != 0) fail(errno);
}

void SavefileWriter::fail(int error) const {
  const std::string words = fmt::format("{}: cannot write: {}", path_, std::strerror(error));
  if (error == EPIPE) throw SavefileReaderGone(words);
  throw CaptureError(words);
}

}  // namespace flowsnoop
