#include "cli/saving.h"

#include <fmt/format.h>

#include <cstdio>

#include "cli/sources.h"

namespace flowsnoop {

// An input may be opened only after it would have been replaced.
Saving::Saving(const Config& config)
    : file_(config.write_path, config.rotation,
            [files = config.savefiles](const std::string& path) { return is_input(path, files); }) {
}

template <typename Function>
void Saving::attempt(Function&& function) {
  if (failed_ || is_complete_) return;
  try {
    function();
    is_complete_ = file_.is_complete();
  } catch (const SavefileReaderGone&) {
    is_complete_ = true;
  } catch (const CaptureError& error) {
    failed_ = true;
    fmt::print(stderr, "flowsnoop: {}; no more packets are saved\n", error.what());
    give_up();
  }
}

// What was written before is complete all the same.
void Saving::give_up() {
  try {
    file_.close();
  } catch (const CaptureError&) {
    // The first failure was told.
  }
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
    fmt::print(stderr,
               "flowsnoop: saved files that were replaced, because a later one had the same name: "
               "{}\n",
               files);
  }
}

}  // namespace flowsnoop
