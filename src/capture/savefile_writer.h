// Saves packets to a pcapng file: any link types, interface names and nanoseconds survive.
//
// Used by one thread. Every failure to write throws CaptureError with the file's name and why.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

class SavefileWriter {
 public:
  // Creates the file, or empties it; "-" is standard output. Writes the section header.
  explicit SavefileWriter(const std::string& path);
  // Writes what is buffered, and says nothing if that fails: call close().
  ~SavefileWriter();
  SavefileWriter(const SavefileWriter&) = delete;
  SavefileWriter& operator=(const SavefileWriter&) = delete;

  // Appends packets. `interfaces` is what their source shows by now; an interface is written when
  // it is new. A time before 1970, which pcapng cannot express, is written as 1970-01-01 00:00.
  void write(std::span<const Packet> packets, std::span<const Interface> interfaces);

  // Appends what hosts are called, so that a reader of the file knows it too. Of a name, 255 bytes.
  void write_host_names(std::span<const HostName> names);

  // Hands what is buffered to the system, so that a reader of the file or pipe sees it.
  void flush();

  // Flushes and closes; nothing may be written afterwards.
  void close();

 private:
  void write_section_header();
  void write_interface(const Interface& interface);
  void write_packet(const Packet& packet);
  void put16(std::uint16_t value);
  void put32(std::uint32_t value);
  void put_padded(std::span<const std::uint8_t> bytes);
  [[noreturn]] void fail() const;

  std::string path_;
  int descriptor_ = -1;
  std::size_t interfaces_written_ = 0;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace flowsnoop
