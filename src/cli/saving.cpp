#include "cli/saving.h"

#include <fmt/format.h>

#include "cli/message.h"
#include "cli/sources.h"

namespace flowsnoop {

// An input may be opened only after it would have been replaced.
Saving::Saving(const Config& config)
    : file_(config.write_path, config.rotation,
            [files = config.savefiles](const std::string& path) { return is_input(path, files); }) {
}

// What was written before a failure is complete all the same.
template <typename Function>
void Saving::attempt(Function&& function) {
  if (is_complete_) return;
  attempts_.attempt(
      [&] {
        try {
          function();
          is_complete_ = file_.is_complete();
        } catch (const SavefileReaderGone&) {
          is_complete_ = true;
        }
      },
      [&] { file_.close(); });
}

void Saving::add(std::span<const Packet> packets, const PacketSource& source) {
  attempt([&] { file_.write(packets, source.interfaces(), source.host_names()); });
}

void Saving::flush() {
  attempt([&] { file_.flush(); });
}

void Saving::keep_up(std::int64_t now_ns) {
  attempt([&] {
    file_.advance_clock(now_ns);
    file_.flush();
  });
}

void Saving::reopen() {
  attempt([&] { file_.reopen(); });
}

void Saving::finish() {
  attempt([&] { file_.close(); });
  if (const std::uint64_t files = file_.replaced(); files > 0) {
    tell(fmt::format("saved files that were replaced, because a later one had the same name: {}",
                     files));
  }
}

}  // namespace flowsnoop
