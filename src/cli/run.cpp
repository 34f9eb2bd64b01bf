#include "cli/run.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <optional>

#include "capture/filter.h"
#include "capture/savefile_writer.h"
#include "cli/interruption.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/packet_source.h"
#include "output/summary.h"
#include "output/writer.h"

namespace flowsnoop {
namespace {

bool is_same_file(const std::string& a, const std::string& b) {
  struct stat status_a {};
  struct stat status_b {};
  return ::stat(a.c_str(), &status_a) == 0 && ::stat(b.c_str(), &status_b) == 0 &&
         S_ISREG(status_a.st_mode) && status_a.st_dev == status_b.st_dev &&
         status_a.st_ino == status_b.st_ino;
}

// Writing empties a file: it must not be the one that is read.
void refuse_to_overwrite_input(const Config& config) {
  for (const std::string& written : {config.output_path, config.write_path}) {
    for (const std::string& read : config.savefiles) {
      if (!written.empty() && is_same_file(written, read)) {
        throw UsageError(fmt::format("'{}' is read and written at once: name another file", read));
      }
    }
  }
}

std::unique_ptr<PacketSource> open_source(const Config& config) {
  if (config.is_live()) {
    return open_live({.interfaces = config.interfaces, .filter = config.filter});
  }
  std::vector<std::unique_ptr<PacketSource>> sources;
  for (const std::string& path : config.savefiles) sources.push_back(open_savefile(path));
  return sources.size() == 1 ? std::move(sources.front()) : concatenate(std::move(sources));
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One run: everything that lives from the first packet to the last record.
class Run {
 public:
  Run(const Config& config, PacketSource& source, std::optional<PacketFilter> filter,
      Output& output, TextStyle style)
      : config_(config),
        source_(source),
        filter_(std::move(filter)),
        output_(output),
        writer_(make_writer(config.format, output, style, config.numeric)),
        analyzer_({.timeouts = config.timeouts,
                   .events = needs_events(config.format),
                   .second_look = !config.is_live()},
                  *writer_),
        progress_(!config.is_live() && ::isatty(STDERR_FILENO) == 1 &&
                  (config.format != Format::kEvents || ::isatty(STDOUT_FILENO) == 0)) {
    if (!config.write_path.empty()) saved_.emplace(config.write_path);
  }

  ExitStatus to_the_end() {
    while (!limit_reached()) {
      const ReadStatus status = source_.read(batch_);
      if (status == ReadStatus::kEnd) break;
      if (status == ReadStatus::kPackets) take_batch();
      if (config_.is_live()) keep_up();
      progress_.update(source_, frames_read_);
    }
    progress_.clear();
    analyzer_.finish();
    if (saved_) saved_->close();
    writer_->finish({.accounting = analyzer_.accounting()});
    output_.close();
    return report();
  }

 private:
  bool limit_reached() const {
    return config_.packet_limit != 0 && packets_taken_ >= config_.packet_limit;
  }

  // Numbers the frames and takes those that match the filter, up to the limit.
  void take_batch() {
    std::size_t kept = 0;
    std::uint64_t filtered = 0;
    for (std::size_t i = 0; i < batch_.size && !limit_reached(); ++i) {
      Packet& packet = batch_.packets[i];
      packet.frame_number = ++frames_read_;
      if (filter_ && !filter_->matches(packet)) {
        ++filtered;
        continue;
      }
      ++packets_taken_;
      batch_.packets[kept++] = packet;
    }
    const std::span<const Packet> packets(batch_.packets, kept);
    if (saved_) saved_->write(packets, source_.interfaces());
    analyzer_.add_filtered(filtered);
    analyzer_.add_packets(packets);
  }

  // What is known goes out at once.
  void keep_up() {
    analyzer_.advance_clock(now_ns());
    output_.flush();
    if (saved_) saved_->flush();
  }

  // On standard error: what the records do not say.
  ExitStatus report() const {
    if (config_.format != Format::kText) {
      fmt::print(stderr, "flowsnoop: {}\n", describe_accounting(analyzer_.accounting()));
    }
    if (config_.is_live()) {
      const CaptureDrops drops = source_.drops();
      fmt::print(stderr, "flowsnoop: dropped by the kernel: {}, by the interface: {}\n",
                 drops.kernel, drops.interface);
    }
    if (filter_ && filter_->inapplicable_packets() > 0) {
      fmt::print(stderr, "flowsnoop: the filter does not apply to the link type of {} packets\n",
                 filter_->inapplicable_packets());
    }
    for (const Damage& damage : source_.damages()) {
      fmt::print(stderr, "flowsnoop: {}: byte {}: {}\n", damage.file, damage.offset, damage.reason);
    }
    return source_.damages().empty() ? ExitStatus::kDone : ExitStatus::kDamaged;
  }

  const Config& config_;
  PacketSource& source_;
  std::optional<PacketFilter> filter_;
  Output& output_;
  std::unique_ptr<RecordWriter> writer_;
  Analyzer analyzer_;
  std::optional<SavefileWriter> saved_;
  Progress progress_;
  PacketBatch batch_;
  std::uint64_t frames_read_ = 0;
  std::uint64_t packets_taken_ = 0;
};

}  // namespace

// Everything that may be wrong with the input is found before an output is created.
ExitStatus run_analysis(const Config& config) {
  refuse_to_overwrite_input(config);
  const std::unique_ptr<PacketSource> source = open_source(config);
  std::optional<PacketFilter> filter;
  // Live, the kernel filters.
  if (!config.filter.empty() && !config.is_live()) filter.emplace(config.filter);
  const Interruption interruption(*source);
  if (config.output_path.empty()) {
    Output output(STDOUT_FILENO, "standard output");
    const TextStyle style = choose_style(read_surroundings(STDOUT_FILENO));
    return Run(config, *source, std::move(filter), output, style).to_the_end();
  }
  Output output = Output::to_file(config.output_path);
  TextStyle style = choose_style(read_surroundings(STDERR_FILENO));
  style.width = 0;
  style.colour = false;
  return Run(config, *source, std::move(filter), output, style).to_the_end();
}

}  // namespace flowsnoop
