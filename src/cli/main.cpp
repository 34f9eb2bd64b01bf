// Turns results into exit statuses and errors into one line on standard error; nothing else.
#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "cli/confinement.h"
#include "cli/help.h"
#include "cli/interface_list.h"
#include "cli/options.h"
#include "cli/run.h"
#include "flowsnoop/version.h"
#include "output/buffered_output.h"

namespace flowsnoop {
namespace {

void print(std::string_view text) {
  Output output(STDOUT_FILENO, "standard output");
  output.append(text);
  output.flush();
}

ExitStatus act(const Config& config) {
  switch (config.action) {
    case Action::kHelp:
      print(help_text());
      break;
    case Action::kVersion:
      print(fmt::format("flowsnoop {}\n{}\n", kVersion, describe_confinement()));
      break;
    case Action::kListInterfaces:
      print(describe_interfaces(list_interfaces()));
      break;
    case Action::kAnalyze:
      return run_analysis(config);
  }
  return ExitStatus::kDone;
}

ExitStatus run_program(const std::vector<std::string>& arguments) {
  try {
    return act(parse_command_line(arguments));
  } catch (const ClosedPipe&) {
    return ExitStatus::kDone;
  } catch (const UsageError& error) {
    fmt::print(stderr, "flowsnoop: {}; 'flowsnoop --help' tells more\n", error.what());
    return ExitStatus::kUsage;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "flowsnoop: out of memory\n");
  } catch (const std::exception& error) {
    fmt::print(stderr, "flowsnoop: {}\n", error.what());
  }
  return ExitStatus::kFailed;
}

}  // namespace
}  // namespace flowsnoop

int main(int argc, char** argv) {
  // A reader that goes away shows up as an error of write(), not as a signal.
  std::signal(SIGPIPE, SIG_IGN);
  return static_cast<int>(flowsnoop::run_program({argv + 1, argv + argc}));
}
