// bench_generate: writes savefiles of made-up traffic, for measurements.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>

#include "savefile_image.h"
#include "traffic.h"

namespace flowsnoop::bench {
namespace {

constexpr std::size_t kBlockSize = 1 << 20;

struct Options {
  std::string kind;
  std::string path = "-";
  std::uint64_t packets = 5'000'000;
  std::uint32_t flows = 0;
  std::uint32_t gap_us = 0;
  std::uint64_t seed = 1;
  bool pcapng = false;
};

std::string describe_kinds() {
  std::string text = "\nKinds:\n";
  for (const TrafficKind& kind : traffic_kinds()) {
    text += "  " + std::string(kind.name) + std::string(11 - kind.name.size(), ' ');
    text += std::string(kind.description);
    if (kind.default_flows != 0) text += " (" + std::to_string(kind.default_flows) + " flows)";
    text += '\n';
  }
  return text;
}

bool write_block(std::FILE* file, std::vector<std::uint8_t>& block) {
  const bool written = std::fwrite(block.data(), 1, block.size(), file) == block.size();
  block.clear();
  return written;
}

bool write_savefile(const Options& options, const TrafficKind& kind, std::FILE* file) {
  const auto traffic =
      kind.make(options.flows == 0 ? kind.default_flows : options.flows, options.seed);
  SavefileImage image(options.pcapng ? SavefileFormat::kPcapng : SavefileFormat::kPcap,
                      options.gap_us == 0 ? kind.packet_gap_us : options.gap_us);
  image.buffer().reserve(kBlockSize + 2 * kMaxFrame);
  for (std::uint64_t i = 0; i < options.packets; ++i) {
    image.add(*traffic);
    if (image.buffer().size() >= kBlockSize && !write_block(file, image.buffer())) return false;
  }
  return write_block(file, image.buffer());
}

int run(const Options& options) {
  const TrafficKind* const kind = find_traffic_kind(options.kind);
  if (kind == nullptr) {
    std::fprintf(stderr, "bench_generate: no such kind: %s\n%s", options.kind.c_str(),
                 describe_kinds().c_str());
    return 2;
  }
  std::FILE* const file = options.path == "-" ? stdout : std::fopen(options.path.c_str(), "wb");
  if (file != nullptr) std::setvbuf(file, nullptr, _IONBF, 0);  // the blocks are large enough
  const bool written = file != nullptr && write_savefile(options, *kind, file);
  if (written && std::fclose(file) == 0) return 0;
  std::perror(("bench_generate: " + options.path).c_str());
  return 1;
}

}  // namespace
}  // namespace flowsnoop::bench

int main(int argc, char** argv) {
  using flowsnoop::bench::kMaxFlows;
  flowsnoop::bench::Options options;
  CLI::App app("Writes a savefile of made-up traffic, the same for the same options.",
               "bench_generate");
  app.add_option("KIND", options.kind, "What traffic")->required();
  app.add_option("-o", options.path, "The file to write (default: standard output)");
  app.add_option("--packets", options.packets, "How many packets")->capture_default_str();
  app.add_option("--flows", options.flows, "Flows alive at once (default: by kind)")
      ->check(CLI::Range(1u, kMaxFlows));
  app.add_option("--gap-us", options.gap_us, "Microseconds between packets (default: by kind)")
      ->check(CLI::Range(1u, 1'000'000u));
  app.add_option("--seed", options.seed, "Another seed, other packets")->capture_default_str();
  app.add_flag("--pcapng", options.pcapng, "Write pcapng in place of pcap");
  app.footer(flowsnoop::bench::describe_kinds());
  CLI11_PARSE(app, argc, argv);
  return flowsnoop::bench::run(options);
}
