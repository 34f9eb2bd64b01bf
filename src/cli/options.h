// The command line. One table of options feeds the parser and --help; the raw values that it gives
// are checked once and become a Config, which is all that the rest of the program sees.
//
// Pure functions and plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "capture/savefile_name.h"
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
  std::vector<std::string> savefiles;   // files and directories; "-" is standard input
  std::vector<std::string> interfaces;  // exactly one of the two lists has elements
  std::string filter;                   // pcap filter expression, may be empty
  std::uint64_t packet_limit = 0;       // 0: none
  Format format = Format::kText;
  ViewOptions views;        // where any is chosen, format is kText
  std::string output_path;  // empty: standard output
  std::string write_path;   // empty: packets are not saved
  Rotation rotation;        // of what is saved
  std::optional<SplitOptions> split;
  std::string user;                      // that root is to become; empty: who called it
  bool merge = false;                    // several captures in the order of time
  std::optional<std::int64_t> start_ns;  // packets before it are left out
  std::optional<std::int64_t> end_ns;    // packets from it on are left out
  bool stats = false;
  bool numeric = false;
  std::vector<std::string> geo_databases;
  bool resolve = false;  // ask the system for names
  std::uint16_t community_id_seed = 0;
  bool follow_tunnels = true;
  bool verify_checksums = false;
  // The process gives up what the run does not need (cli/confinement.h). Whoever calls
  // run_analysis() from a process that goes on afterwards leaves this false.
  bool sandbox = false;
  FlowTimeouts timeouts;
  std::size_t memory = 0;  // bytes, at least AnalyzerOptions::kLeastMemory

  bool is_live() const { return !interfaces.empty(); }
  // What is left of `memory` beside a table of all conversations.
  std::size_t memory_for_analysis() const {
    return format == Format::kText ? memory - memory / 3 : memory;
  }
};

// Reads the arguments after the program's name. Throws UsageError.
Config parse_command_line(const std::vector<std::string>& arguments);

}  // namespace flowsnoop
