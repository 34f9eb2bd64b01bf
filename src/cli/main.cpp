// Turns results into exit statuses and errors into one line on standard error; nothing else.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

#include "cli/confinement.h"
#include "cli/help.h"
#include "cli/interface_list.h"
#include "cli/message.h"
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
    // Nobody is left to be told anything; but who asked for the status learns that not all was
    // read.
    return ExitStatus::kFailed;
  } catch (const UsageError& error) {
    tell(fmt::format("{}; 'flowsnoop --help' tells more", error.what()));
    return ExitStatus::kUsage;
  } catch (const std::bad_alloc&) {
    tell("out of memory");
  } catch (const std::exception& error) {
    tell(error.what());
  }
  return ExitStatus::kFailed;
}

// A standard descriptor that is closed would be given to the first file that is opened, and what is
// meant for people would end up in that file. Reading and writing these fail instead.
void occupy_standard_descriptors() {
  int descriptor = 0;
  do {
    descriptor = ::open("/dev/null", O_PATH);
  } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
  if (descriptor >= 0) ::close(descriptor);
}

}  // namespace
}  // namespace flowsnoop

int main(int argc, char** argv) {
  flowsnoop::occupy_standard_descriptors();
  // A reader that goes away shows up as an error of write(), not as a signal.
  std::signal(SIGPIPE, SIG_IGN);
  return static_cast<int>(flowsnoop::run_program({argv + 1, argv + argc}));
}
