#include "cli/run.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <system_error>

#include "capture/filter.h"
#include "cli/confinement.h"
#include "cli/geo_writer.h"
#include "cli/interruption.h"
#include "cli/live_run.h"
#include "cli/message.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/resolving_writer.h"
#include "cli/saving.h"
#include "cli/sources.h"
#include "cli/splitting.h"
#include "cli/terminal.h"
#include "flowsnoop/analyzer.h"
#include "flowsnoop/packet_source.h"
#include "names/resolver.h"
#include "output/writer.h"

namespace flowsnoop {
namespace {

std::unique_ptr<RecordWriter> choose_writer(const Config& config, Output& output, TextStyle style,
                                            Splitting* splitting) {
  std::unique_ptr<RecordWriter> writer = make_output(config, output, style);
  if (config.resolve) {
    writer =
        std::make_unique<ResolvingWriter>(std::move(writer), look_up_in_system, config.is_live());
  }
  if (!config.geo_databases.empty()) {
    writer = std::make_unique<GeoWriter>(std::move(writer), config.geo_databases);
  }
  if (splitting != nullptr) {
    writer = std::make_unique<SplittingWriter>(std::move(writer), *splitting);
  }
  return writer;
}

// Live, programs get their records when conversations end. What people read comes at the end of the
// run, or consists of events.
bool writes_records_at_once(const Config& config) {
  return config.is_live() && (config.format == Format::kJson || config.format == Format::kCsv);
}

// Whether packets come as somebody else writes them.
bool may_have_to_wait(const Config& config) {
  return config.is_live() || !std::ranges::all_of(config.savefiles, [](const std::string& path) {
           std::error_code error;
           return std::filesystem::is_regular_file(path, error);
         });
}

// One run: everything that lives from the first packet to the last record.
class Run {
 public:
  // `splitting` may be null; what is borrowed outlives the run.
  Run(const Config& config, PacketSource& source, std::optional<PacketFilter> filter,
      Output& output, TextStyle style, Splitting* splitting)
      : config_(config),
        source_(source),
        filter_(std::move(filter)),
        asks_for_some_(filter_ || config.packet_limit != 0 || config.start_ns || config.end_ns),
        may_wait_(may_have_to_wait(config)),
        output_(output),
        style_(style),
        splitting_(splitting),
        writer_(choose_writer(config, output, style, splitting)),
        live_(make_live_run()),
        analyzer_({.timeouts = config.timeouts,
                   .follow_tunnels = config.follow_tunnels,
                   .memory = config.memory_for_analysis(),
                   .verify_checksums = config.verify_checksums,
                   .events = needs_events(config.format),
                   .second_look = !needs_events(config.format) && !writes_records_at_once(config),
                   .revise = writes_records_at_once(config),
                   .self_check = config.views.self_check,
                   .packets = splitting,
                   .community_id_seed = config.community_id_seed,
                   .names = !config.numeric || config.format == Format::kJson ||
                            config.format == Format::kCsv,
                   .threads = config.is_live() ? 1 : config.threads},
                  live_ ? live_->sink() : *writer_),
        progress_(!config.is_live() && ::isatty(STDERR_FILENO) == 1 &&
                  (config.format != Format::kEvents || ::isatty(STDOUT_FILENO) == 0)) {
    if (!config.write_path.empty()) saved_.emplace(config);
  }

  ExitStatus to_the_end() {
    while (!limit_reached()) {
      const ReadStatus status = source_.read(batch_);
      if (live_) live_->look_at_clock();
      if (status == ReadStatus::kEnd) break;
      if (status == ReadStatus::kPackets) take_batch();
      if (live_) keep_up(status);
      progress_.update(source_, frames_read_);
    }
    progress_.clear();
    analyzer_.finish();
    if (saved_) saved_->finish();
    if (splitting_) splitting_->finish();
    writer_->finish({.accounting = analyzer_.accounting()});
    if (config_.stats) show_stats(config_, source_, analyzer_, output_, style_);
    if (live_) live_->finish(frames_read_);
    const std::string problem = writer_->problem();
    if (problem.empty()) {
      output_.close();
    } else {
      output_.flush();  // and what was to be replaced stays
    }
    report(config_, source_, analyzer_, filter_ ? &*filter_ : nullptr);
    if (!problem.empty()) {
      tell(problem);
      return ExitStatus::kFailed;
    }
    if (saving_failed()) return ExitStatus::kFailed;
    return source_.damages().empty() ? ExitStatus::kDone : ExitStatus::kDamaged;
  }

 private:
  bool saving_failed() const {
    return (saved_ && saved_->failed()) || (splitting_ && splitting_->failed());
  }

  bool limit_reached() const {
    return (config_.packet_limit != 0 && packets_taken_ >= config_.packet_limit) ||
           (saved_ && saved_->is_complete());
  }

  bool is_outside_time(const Packet& packet) const {
    return (config_.start_ns && packet.timestamp_ns < *config_.start_ns) ||
           (config_.end_ns && packet.timestamp_ns >= *config_.end_ns);
  }

  // Numbers the frames and keeps those that are asked for, up to the limit. Returns how many.
  std::size_t keep_asked_for() {
    if (!asks_for_some_) [[likely]] {
      for (std::size_t i = 0; i < batch_.size; ++i) batch_.packets[i].frame_number = ++frames_read_;
      packets_taken_ += batch_.size;
      return batch_.size;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < batch_.size && !limit_reached(); ++i) {
      Packet& packet = batch_.packets[i];
      packet.frame_number = ++frames_read_;
      if (is_outside_time(packet)) {
        analyzer_.add_unanalyzed(packet, FrameBucket::kOutsideTime);
        continue;
      }
      if (filter_ && !filter_->matches(packet)) {
        analyzer_.add_unanalyzed(packet, FrameBucket::kFiltered);
        continue;
      }
      ++packets_taken_;
      batch_.packets[kept++] = packet;
    }
    return kept;
  }

  void take_batch() {
    const std::size_t kept = keep_asked_for();
    take_host_names();
    const std::span<const Packet> packets(batch_.packets, kept);
    if (saved_) saved_->add(packets, source_);
    if (splitting_) splitting_->expect(packets);
    if (live_) live_->make_even({batch_.packets, kept});
    analyzer_.add_packets(packets);
    if (splitting_) splitting_->save(source_);
    if (may_wait_ && batch_.size < PacketBatch::kCapacity) flush_saved();
  }

  void flush_saved() {
    if (saved_) saved_->flush();
    if (splitting_) splitting_->flush();
  }

  // Those that the capture has given since the last time.
  void take_host_names() {
    const auto names = source_.host_names().subspan(host_names_taken_);
    if (names.empty()) return;
    analyzer_.add_host_names(names);
    host_names_taken_ += names.size();
  }

  std::unique_ptr<LiveRun> make_live_run() {
    if (!config_.is_live()) return nullptr;
    return std::make_unique<LiveRun>(config_, source_, output_, *writer_);
  }

  // What is known goes out at once where nothing waits to be analyzed, and otherwise now and then.
  void keep_up(ReadStatus status) {
    if (status == ReadStatus::kTimeout) analyzer_.advance_clock(live_->now_ns());
    const bool has_caught_up = batch_.size < PacketBatch::kCapacity;
    if (!has_caught_up && ++batches_kept_ < kMostBatchesKept) return;
    batches_kept_ = 0;
    writer_->keep_up();
    output_.flush();
    if (saved_) saved_->keep_up(live_->system_ns());
    live_->keep_up(frames_read_);
    if (live_->reopen_output() && saved_) saved_->reopen();
  }

  static constexpr int kMostBatchesKept = 64;

  const Config& config_;
  PacketSource& source_;
  std::optional<PacketFilter> filter_;
  const bool asks_for_some_;  // frames only, and not all
  const bool may_wait_;       // for more packets, after a batch that is not full
  Output& output_;
  const TextStyle style_;
  Splitting* const splitting_;  // null: nothing is split
  std::unique_ptr<RecordWriter> writer_;
  const std::unique_ptr<LiveRun> live_;  // null: files are read
  Analyzer analyzer_;
  std::optional<Saving> saved_;
  Progress progress_;
  PacketBatch batch_;
  std::uint64_t frames_read_ = 0;
  std::uint64_t packets_taken_ = 0;
  std::size_t host_names_taken_ = 0;
  int batches_kept_ = 0;  // since what is known went out
};

}  // namespace

namespace {

// What a filter that does not compile has in it that is meant as a file: a capture that is not
// there, or that stands behind a word of the filter. Empty where there is nothing like it.
std::string hint_at_file(const std::string& filter) {
  constexpr std::string_view kExtensions[] = {".pcap", ".pcapng", ".cap", ".gz",
                                              ".zst",  ".lz4",    ".xz",  ".bz2"};
  std::istringstream words(filter);
  for (std::string word; words >> word;) {
    const std::filesystem::path path(word);
    const bool has_place = path.is_absolute() || word.starts_with("./") || word.starts_with("../");
    if (!has_place && std::ranges::count(kExtensions, path.extension()) == 0) continue;
    std::error_code error;
    return std::filesystem::exists(path, error)
               ? fmt::format(" ('{}' is a file: captures come before the filter)", word)
               : fmt::format(" (there is no file '{}')", word);
  }
  return {};
}

PacketFilter make_filter(const std::string& expression) {
  try {
    return PacketFilter(expression);
  } catch (const CaptureError& error) {
    throw CaptureError(error.what() + hint_at_file(expression));
  }
}

}  // namespace

// Everything that may be wrong with the input is found before an output is created. A filter may
// ask for names, which is over when captures are read.
ExitStatus run_analysis(const Config& config) {
  std::optional<PacketFilter> filter;
  // Live, the kernel filters.
  if (!config.filter.empty() && !config.is_live()) {
    filter = make_filter(config.filter);
    if (config.sandbox) filter->compile_ahead();
  }
  Confinement confinement(config);
  const OpenedSource opened = open_source(config);
  confinement.leave_root();
  const Interruption interruption(*opened.source);
  const auto run_to_the_end = [&](Output& output, TextStyle style) {
    std::optional<Splitting> splitting;
    if (config.split) splitting.emplace(*config.split);
    Run run(config, *opened.source, std::move(filter), output, style,
            splitting ? &*splitting : nullptr);
    confinement.limit_the_rest();
    try {
      const ExitStatus status = run.to_the_end();
      return status == ExitStatus::kDone && !opened.is_complete ? ExitStatus::kDamaged : status;
    } catch (const ClosedPipe&) {
      if (!config.is_live()) throw;
      return ExitStatus::kDone;  // a live capture has no end that its reader could miss
    }
  };
  if (config.output_path.empty()) {
    Output output(STDOUT_FILENO, "standard output");
    return run_to_the_end(output, choose_style(read_surroundings(STDOUT_FILENO)));
  }
  // Whoever follows the file of a live run sees it grow; of the others, all or nothing is there.
  Output output = config.is_live() ? Output::to_file(config.output_path)
                                   : Output::replacing_file(config.output_path);
  TextStyle style = choose_style(read_surroundings(STDERR_FILENO));
  style.width = 0;
  style.colour = false;
  return run_to_the_end(output, style);
}

}  // namespace flowsnoop
