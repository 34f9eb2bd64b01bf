#include "cli/report.h"

#include <fmt/format.h>

#include <cstdio>
#include <vector>

#include "cli/frame_stats.h"
#include "cli/message.h"
#include "output/summary.h"

namespace flowsnoop {
namespace {

// Wrong checksums that are no damage: said once, not with each conversation.
void report_offload(const Analyzer& analyzer) {
  const std::vector<OffloadingSender> senders = analyzer.checksum_offload();
  if (senders.empty()) return;
  const OffloadingSender& first = senders.front();
  const std::string others =
      senders.size() == 1 ? "" : fmt::format(" (and so with {} other hosts)", senders.size() - 1);
  fmt::print(stderr,
             "flowsnoop: {} of {} checksums sent by {} are wrong{}: they were captured before the "
             "network card filled them in (checksum offload), which is no damage\n",
             first.bad, first.packets, to_string(first.address), others);
}

void report_clock(const Analyzer& analyzer) {
  const ClockCounts clock = analyzer.clock_counts();
  if (clock.set_ahead + clock.set_back > 0) {
    fmt::print(stderr,
               "flowsnoop: the clock of the capture was set: {} times ahead by more than a year, "
               "{} times back by more than an hour\n",
               clock.set_ahead, clock.set_back);
  }
  if (clock.odd_times > 0) {
    fmt::print(stderr,
               "flowsnoop: packets with times more than a year from those around them: {}\n",
               clock.odd_times);
  }
}

}  // namespace

void show_stats(const Config& config, const PacketSource& source, const Analyzer& analyzer,
                Output& output, const TextStyle& style) {
  const std::string stats =
      describe_frames(source.interfaces(), analyzer.accounting_by_interface(), style.utf8);
  if (config.format == Format::kText) {
    output.append("\n" + stats);
  } else {
    fmt::print(stderr, "{}", stats);
  }
  if (const std::uint64_t fragments = analyzer.fragment_counts().overlaps; fragments > 0) {
    fmt::print(stderr, "flowsnoop: IP fragments that overlap others, cut to what was new: {}\n",
               fragments);
  }
}

void report(const Config& config, const PacketSource& source, const Analyzer& analyzer,
            const PacketFilter* filter) {
  if (config.format != Format::kText) {
    fmt::print(stderr, "flowsnoop: {}\n", describe_accounting(analyzer.accounting()));
  }
  if (filter != nullptr && filter->inapplicable_packets() > 0) {
    fmt::print(stderr, "flowsnoop: the filter does not apply to the link type of {} packets\n",
               filter->inapplicable_packets());
  }
  if (const std::uint64_t flows = analyzer.evicted(); flows > 0) {
    fmt::print(stderr,
               "flowsnoop: conversations that were ended early to keep within --memory: {}\n",
               flows);
  }
  report_offload(analyzer);
  report_clock(analyzer);
  if (const std::uint64_t packets = analyzer.overflowed_tunnel_packets(); packets > 0) {
    fmt::print(stderr,
               "flowsnoop: more tunnels than can be told apart: conversations in {} packets may "
               "be mixed up\n",
               packets);
  }
  if (const std::uint64_t payloads = analyzer.unlabelled_payloads(); payloads > 0) {
    fmt::print(stderr,
               "flowsnoop: more names and the like than are kept: {} payloads were not read for "
               "them\n",
               payloads);
  }
  if (const std::uint64_t connections = analyzer.uncounted_tcp(); connections > 0) {
    fmt::print(stderr,
               "flowsnoop: no memory left to count what went wrong on TCP connections: {} of them "
               "lack losses, repetitions and the like\n",
               connections);
  }
  if (const std::size_t overlaps = source.overlaps(); overlaps > 0) {
    fmt::print(stderr,
               "flowsnoop: captures overlap in time ({} of them begin{} before the one in front "
               "ends): --merge reads their packets in the order of time\n",
               overlaps, overlaps == 1 ? "s" : "");
  }
  if (config.is_live()) return;  // they were told when they happened
  for (const Damage& damage : source.damages()) {
    tell(fmt::format("{}: byte {}: {}", damage.file, damage.offset, damage.reason));
  }
}

}  // namespace flowsnoop
