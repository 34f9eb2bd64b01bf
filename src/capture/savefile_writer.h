// Saves packets to a pcapng file.
//
// What has reached the file ends with a whole block, whatever happens: what the system took only a
// part of (the disk is full) is cut off again where the file can be cut. Used by one thread. Every
// failure to write throws CaptureError with the file's name and why; nothing more may be written
// then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// Whoever read the pipe that packets are saved to has gone: time to end, and nothing to say.
class SavefileReaderGone : public CaptureError {
  using CaptureError::CaptureError;
};

enum class SavefileStart : std::uint8_t {
  kEmpty,   // the file is created, or emptied
  kNew,     // the file is created: there must be none of that name, nor a link
  kAppend,  // a further section is put behind what the file holds
};

class SavefileWriter {
 public:
  static constexpr std::size_t kBufferSize = 256 * 1024;

  // "-" is standard output. Writes the section header. So many bytes are held back until flush().
  explicit SavefileWriter(const std::string& path, SavefileStart start = SavefileStart::kEmpty,
                          std::size_t buffer_size = kBufferSize);
  // Writes what is buffered, and says nothing if that fails: call close().
  ~SavefileWriter();
  SavefileWriter(const SavefileWriter&) = delete;
  SavefileWriter& operator=(const SavefileWriter&) = delete;

  // Appends packets. `interfaces` is what their source shows by now; an interface is written when
  // it is new to the file.
  void write(std::span<const Packet> packets, std::span<const Interface> interfaces);

  // Appends a packet and, where it is new to the file, its interface alone: for files that hold
  // little of what their source gives. Not to be mixed with the other write().
  void write(const Packet& packet, const Interface& interface);

  // Appends what hosts are called, so that a reader of the file knows it too. `names` is all that
  // the source told by now; those that are new to the file are written.
  void write_host_names(std::span<const HostName> names);

  // Hands what is buffered to the system, so that a reader of the file or pipe sees it.
  void flush();

  // Flushes, and waits until a file is on its disk.
  void sync();

  // Flushes and closes; nothing may be written afterwards.
  void close();

  // The file held nothing before.
  bool is_new() const { return start_ == 0; }

  // A file that can be closed, moved away and opened again; not standard output.
  bool is_regular_file() const { return is_regular_file_; }

  // Of all that was appended, buffered bytes included.
  std::uint64_t size() const { return flushed_ + buffer_.size(); }

 private:
  void cut_off_torn_block() const;
  [[noreturn]] void fail(int error) const;

  std::string path_;
  int descriptor_ = -1;
  bool is_regular_file_ = false;
  std::uint64_t start_ = 0;    // what the file held before
  std::uint64_t flushed_ = 0;  // bytes that the system has
  std::size_t interfaces_written_ = 0;
  std::vector<std::uint32_t> own_interfaces_;  // Packet::interface_id of each that is in the file
  std::size_t names_written_ = 0;
  const std::size_t buffer_size_;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace flowsnoop
