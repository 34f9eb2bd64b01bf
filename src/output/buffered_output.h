// Where finished text goes: one reused buffer in front of a file descriptor.
//
// An Output is used by one thread at a time and is neither copied nor moved. It borrows a
// descriptor, owns the file that it created, or keeps its text. A file that is replaced is written
// beside the old one, under a name of its own that begins with a dot, and takes its place when it
// is closed: whoever looks finds the old file or the new one, and never a part. The program ignores
// SIGPIPE, so that a reader that went away shows up here as ClosedPipe. After an exception nothing
// more is written: what was buffered is dropped.
#pragma once

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "output/replacement.h"

namespace flowsnoop {

// Nothing more can be written (disk full...). what() is one line that names the file.
class OutputError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// The reader of a pipe has gone (`| head`): no error, and nothing to say, but time to end.
class ClosedPipe : public std::exception {
 public:
  const char* what() const noexcept override { return "the reader of the output has gone"; }
};

class Output {
 public:
  // Creates the file at `path`, or replaces the one that is there: close() does so, and without it
  // everything stays as it was. What has to stay (see Replacement::begin()) is written to as it is.
  // Throws OutputError.
  static Output replacing_file(const std::string& path);

  // Creates or empties the file at `path`, whose readers see it grow. Throws OutputError.
  static Output to_file(const std::string& path);

  // Keeps all that is appended, for text() and clear().
  static Output to_memory();

  // Borrows `descriptor`; `name` is what errors call it ("standard output").
  Output(int descriptor, std::string name);

  // Does not flush: an error could not be reported from here. What was to replace a file is
  // removed.
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void append(std::string_view text) {
    char* const out = reserve(text.size());
    commit(out + text.copy(out, text.size()));
  }

  // Room for `size` more characters, valid until the next call. commit() takes the end of what was
  // written there.
  char* reserve(std::size_t size) {
    if (buffer_.size() - size_ < size) grow(size);
    return buffer_.data() + size_;
  }
  void commit(const char* end) { size_ = offset_of(end); }

  // Where `at` is in what is buffered; stays the same when that has to move.
  std::size_t offset_of(const char* at) const {
    return static_cast<std::size_t>(at - buffer_.data());
  }

  // Room for `size` more characters behind `out`, up to which all has been written since
  // reserve(). Returns where that is now.
  char* make_room(char* out, std::size_t size) {
    if (buffer_.size() - offset_of(out) >= size) [[likely]]
      return out;
    commit(out);
    return reserve(size);
  }

  // Called after each line: writes out whole lines once many have gathered. Throws as flush().
  void end_line() {
    if (size_ >= flush_size_) flush();
  }

  // Writes out all that was appended. Throws OutputError or ClosedPipe.
  void flush();

  // Opens the file that was created anew, by its name, after it has been moved away: what is
  // appended now goes behind what the new file holds. Throws OutputError where that fails; the file
  // that was open is then still in use. Does nothing for a borrowed descriptor
  // and for a file that is replaced.
  void reopen();

  // Whether nothing was written to the file yet; false for a borrowed descriptor.
  bool is_empty_file() const;

  // Appends whole lines; many are written out without being copied. Throws as flush().
  void append_lines(std::string_view text);

  // What was appended to memory, valid until the next call.
  std::string_view text() const { return {buffer_.data(), size_}; }
  void clear() { size_ = 0; }

  // Flushes, and closes a file that was created, which is when some file systems first report a
  // full disk; puts it in the place of the one that it replaces. Throws as flush().
  void close();

 private:
  static constexpr std::size_t kFlushSize = 65536;

  Output(int descriptor, std::string name, bool owned, std::size_t flush_size,
         std::optional<Replacement> replacement = {});
  void write_all(const char* from, std::size_t size);
  void grow(std::size_t size);
  [[noreturn]] void fail(int error);

  int descriptor_;
  std::string name_;
  bool owned_;
  const std::size_t flush_size_;
  std::optional<Replacement> replacement_;
  std::size_t size_ = 0;      // of what is buffered
  std::vector<char> buffer_;  // its size is the room there is
};

}  // namespace flowsnoop
