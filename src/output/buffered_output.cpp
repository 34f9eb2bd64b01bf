#include "output/buffered_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

namespace flowsnoop {
namespace {

OutputError output_error(const std::string& name, const char* what, int error) {
  return OutputError(name + ": " + what + ": " + std::strerror(error));
}

// A terminal or pipe that another program has made non-blocking is waited for.
void wait_until_writable(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  (void)::poll(&waiting, 1, -1);
}

}  // namespace

Output Output::to_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) throw output_error(path, "cannot create", errno);
  return Output(descriptor, path, true, kFlushSize);
}

Output Output::replacing_file(const std::string& path) {
  auto [replacement, descriptor] = Replacement::begin(path);
  if (!replacement) return to_file(path);
  return Output(descriptor, path, true, kFlushSize, std::move(replacement));
}

Output Output::to_memory() {
  return Output(-1, {}, false, std::numeric_limits<std::size_t>::max());
}

Output::Output(int descriptor, std::string name)
    : Output(descriptor, std::move(name), false, kFlushSize) {}

Output::Output(int descriptor, std::string name, bool owned, std::size_t flush_size,
               std::optional<Replacement> replacement)
    : descriptor_(descriptor),
      name_(std::move(name)),
      owned_(owned),
      flush_size_(flush_size),
      replacement_(std::move(replacement)),
      buffer_(2 * kFlushSize) {}

Output::~Output() {
  if (owned_) ::close(descriptor_);
}

void Output::grow(std::size_t size) {
  buffer_.resize(std::max(2 * buffer_.size(), size_ + size));
}

void Output::flush() {
  write_all(buffer_.data(), std::exchange(size_, 0));
}

void Output::append_lines(std::string_view text) {
  if (size_ + text.size() < flush_size_) return append(text);
  flush();
  write_all(text.data(), text.size());
}

void Output::write_all(const char* from, std::size_t size) {
  std::size_t left = size;
  while (left > 0) {
    const ssize_t written = ::write(descriptor_, from, left);
    if (written >= 0) {
      from += written;
      left -= static_cast<std::size_t>(written);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(descriptor_);
    } else if (errno != EINTR) {
      fail(errno);
    }
  }
}

void Output::reopen() {
  if (!owned_ || replacement_) return;
  flush();
  const int descriptor = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) throw output_error(name_, "cannot create", errno);
  const int old = std::exchange(descriptor_, descriptor);
  if (::close(old) != 0) fail(errno);
}

bool Output::is_empty_file() const {
  struct stat status {};
  return owned_ && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_size == 0;
}

void Output::close() {
  flush();
  if (!std::exchange(owned_, false)) return;
  if (::close(descriptor_) != 0) fail(errno);
  if (replacement_ && !replacement_->commit()) fail(errno);
}

void Output::fail(int error) {
  if (error == EPIPE) throw ClosedPipe();
  throw output_error(name_, "cannot write", error);
}

}  // namespace flowsnoop
