// Saves packets to one file after the other (-G, -C, -W).
//
// Each file is complete in itself, with its interfaces and the names of hosts. It is called NAME
// with kPartSuffix until it is complete and on its disk, and NAME only then; what had the name is
// replaced at that moment. Something that is no plain file (a device, a pipe, a link) is never
// replaced: it is written to. Used by one thread. Its functions throw as those of SavefileWriter.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "capture/savefile_name.h"
#include "capture/savefile_writer.h"

namespace flowsnoop {

inline constexpr char kPartSuffix[] = ".part";

class RotatingSavefile {
 public:
  // `path` is the name of the file, or the pattern of names (savefile_name()). Without rotation, or
  // for its size alone, the first file is created now, otherwise with the first packet. Without
  // rotation the file has its name from the start, and "-" is standard output.
  // `must_stay` tells the names of files that are not to be replaced; that is an error.
  using NameTest = std::function<bool(const std::string&)>;
  RotatingSavefile(std::string path, const Rotation& rotation, NameTest must_stay = {});
  // As that of SavefileWriter.
  ~RotatingSavefile();
  RotatingSavefile(const RotatingSavefile&) = delete;
  RotatingSavefile& operator=(const RotatingSavefile&) = delete;

  // Appends packets; `interfaces` and `names` are all that the source showed and told by now.
  void write(std::span<const Packet> packets, std::span<const Interface> interfaces,
             std::span<const HostName> names);

  // Says what time it is, so that a file whose period is over is completed though nothing comes.
  void advance_clock(std::int64_t now_ns);

  void flush();

  // Without rotation: completes the file, and goes on in a file of the same name, another one where
  // it has been moved away, otherwise behind what it holds. Devices and pipes stay as they are.
  void reopen();

  void close();

  // As many files are complete as were asked for: nothing more will be saved.
  bool is_complete() const;

  // Files of this run that a later one has replaced, as their names were the same, though no ring
  // of files was asked for.
  std::uint64_t replaced() const { return replaced_; }

 private:
  bool period_is_over(std::int64_t now_ns) const;
  void begin_file(std::int64_t time_ns);
  void end_file();
  void write_packet(const Packet& packet, std::span<const Interface> interfaces,
                    std::span<const HostName> names);

  const std::string path_;
  const Rotation rotation_;
  const NameTest must_stay_;
  std::optional<SavefileWriter> file_;
  std::string name_;           // of the file, when it is complete
  bool holds_packet_ = false;  // with rotation
  bool is_renamed_ = false;    // it has another name until then
  std::optional<std::int64_t> period_start_ns_;
  std::uint32_t number_ = 0;          // since the period began
  std::uint64_t periods_ = 0;         // that are over
  std::set<std::string> names_used_;  // forgotten now and then, so that there are not too many
  std::uint64_t replaced_ = 0;
};

}  // namespace flowsnoop
