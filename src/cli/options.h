// The command line. One table of options feeds the parser and --help; the raw values that it gives
// are checked once and become a Config, which is all that the rest of the program sees.
//
// Pure functions and plain values.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "capture/savefile_name.h"
#include "cli/live_options.h"
#include "cli/view_options.h"
#include "flowsnoop/flow_timeouts.h"
#include "output/writer.h"

namespace flowsnoop {

// The command line makes no sense. what() is one line that says what to do.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// One option as people see it.
struct OptionSpec {
  std::string_view short_name;  // without the dash; empty: none
  std::string_view long_name;   // without the dashes
  // What stands for its argument in --help, or for each of several, with spaces between them;
  // empty: takes none.
  std::string_view value;
  bool repeatable;
  std::string_view group;  // heading in --help
  std::string_view help;
};

// All options, in the order of --help.
std::span<const OptionSpec> option_specs();

// --split: the packets of each in a file of its own.
enum class SplitKind : std::uint8_t { kFlows, kServices, kHosts };

struct SplitOptions {
  SplitKind kind;
  std::string directory;
};

// What the run is to do, besides reading packets.
enum class Action : std::uint8_t { kAnalyze, kHelp, kVersion, kListInterfaces };

struct Config {
  Action action = Action::kAnalyze;
  Format format = Format::kText;
  bool merge = false;  // several captures in the order of time
  bool stats = false;
  std::vector<std::string> savefiles;   // files and directories; "-" is standard input
  std::vector<std::string> interfaces;  // exactly one of the two lists has elements
  std::string filter;                   // pcap filter expression, may be empty
  std::uint64_t packet_limit = 0;       // 0: none
  ViewOptions views;                    // where any is chosen, format is kText
  LiveConfig live;                      // of a run that is_live()
  std::string output_path;              // empty: standard output
  std::string write_path;               // empty: packets are not saved
  Rotation rotation;                    // of what is saved
  std::optional<SplitOptions> split;
  std::string user;                      // that root is to become; empty: who called it
  std::optional<std::int64_t> start_ns;  // packets before it are left out
  std::optional<std::int64_t> end_ns;    // packets from it on are left out
  std::vector<std::string> geo_databases;
  bool numeric = false;
  bool resolve = false;  // ask the system for names
  bool follow_tunnels = true;
  bool verify_checksums = false;
  // The process gives up what the run does not need (cli/confinement.h). Whoever calls
  // run_analysis() from a process that goes on afterwards leaves this false.
  bool sandbox = false;
  std::uint16_t community_id_seed = 0;
  FlowTimeouts timeouts;
  std::size_t memory = 0;  // bytes, at least AnalyzerOptions::kLeastMemory
  unsigned threads = 1;

  bool is_live() const { return !interfaces.empty(); }
  // Live, for packets that wait to be analyzed.
  std::size_t memory_for_queue() const {
    constexpr std::size_t kMost = std::size_t{64} << 20;
    return is_live() ? std::min(memory / 8, kMost) : 0;
  }
  // What is left of `memory` beside that and a table of all conversations.
  std::size_t memory_for_analysis() const {
    const std::size_t left = memory - memory_for_queue();
    return format == Format::kText ? left - memory / 3 : left;
  }
};

// Reads the arguments after the program's name. Throws UsageError.
Config parse_command_line(const std::vector<std::string>& arguments);

}  // namespace flowsnoop
