// Many savefiles that are written side by side, of which only some are open at a time.
//
// Which file a packet goes to is the caller's to say, by its name. A file that was closed to make
// room for another goes on in a further section when it is needed again, so that nothing has to be
// remembered of it. Used by one thread. Its functions throw CaptureError where a file cannot be
// written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>

#include "capture/savefile_writer.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// Makes `path` a directory that is there and empty. Throws CaptureError.
void make_empty_directory(const std::string& path);

class SplitFiles {
 public:
  static constexpr std::size_t kMostOpen = 256;

  // `directory` is there; what it holds is added to. So many files are open at most.
  explicit SplitFiles(std::string directory, std::size_t most_open = kMostOpen);
  SplitFiles(const SplitFiles&) = delete;
  SplitFiles& operator=(const SplitFiles&) = delete;

  // `name` is a file's in the directory, without kSavefileSuffix.
  void write(const std::string& name, const Packet& packet, const Interface& interface);

  // Hands what is buffered to the system.
  void flush();

  // Flushes and closes all files. They are written to again where that is asked for.
  void close();

  // Files that were created.
  std::uint64_t files() const { return files_; }

 private:
  struct OpenFile {
    OpenFile(std::string the_name, const std::string& path);

    std::string name;
    SavefileWriter writer;
  };

  SavefileWriter& open(const std::string& name);
  void close_oldest();

  const std::string directory_;
  const std::size_t most_open_;
  std::list<OpenFile> open_;  // what was written to last comes first
  std::unordered_map<std::string, std::list<OpenFile>::iterator> places_;
  std::uint64_t files_ = 0;
};

inline constexpr char kSavefileSuffix[] = ".pcapng";

}  // namespace flowsnoop
