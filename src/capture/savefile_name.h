// What the files of a rotation are called: as tcpdump calls them (tcpdump(1), options -C, -G and
// -W), so that scripts that pick them up go on working. Local times depend on the time zone (TZ).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace flowsnoop {

// When a saved file is complete and the next one begins. Both limits may be set.
struct Rotation {
  std::int64_t period_ns = 0;  // so long after a file's first packet; 0: never
  std::uint64_t size = 0;      // before a packet, where the file is larger than this; 0: never
  // With a size, the number of files that are kept: the numbers begin again, and files are
  // replaced. With a period alone, the number of files after which nothing more is saved. 0: any.
  std::uint32_t files = 0;

  bool is_on() const { return period_ns > 0 || size > 0; }
  // Numbers begin again.
  bool is_ring() const { return size > 0 && files > 0; }
};

// The name of a file of a period that began at `time_ns`, in which `number` files were begun before
// it. With a period, `path` is a pattern of strftime(3), at most
// kMaxSavefileName bytes when it is filled in; nothing where it is longer, or empty.
std::optional<std::string> savefile_name(const std::string& path, const Rotation& rotation,
                                         std::int64_t time_ns, std::uint32_t number);

inline constexpr std::size_t kMaxSavefileName = 4096;

}  // namespace flowsnoop
