#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "test_paths.h"

namespace flowsnoop::test {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
  return {ends[0], ends[1]};
}

void close_end(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

std::vector<char*> c_strings(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// What exec gives root is bounded by this set.
void drop_capabilities() {
  for (unsigned long capability = 0; ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0;) {
    ++capability;
  }
}

[[noreturn]] void run_child(const ProgramInput& input, const Pipe& in, const Pipe& out,
                            const Pipe& error) {
  ::dup2(in.read_end, STDIN_FILENO);
  ::dup2(out.write_end, STDOUT_FILENO);
  ::dup2(error.write_end, STDERR_FILENO);
  if (!input.input_from.empty()) {
    ::dup2(::open(input.input_from.c_str(), O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  }
  if (!input.output_to.empty()) {
    ::dup2(::open(input.output_to.c_str(), O_WRONLY | O_CLOEXEC), STDOUT_FILENO);
  }
  std::vector<std::string> arguments{FLOWSNOOP_PROGRAM};
  arguments.insert(arguments.end(), input.arguments.begin(), input.arguments.end());
  std::vector<std::string> environment = input.environment;
  environment.insert(environment.end(), {"TZ=UTC", "LC_ALL=C.UTF-8", "LSAN_OPTIONS=exitcode=99"});
  if (input.unprivileged) drop_capabilities();
  if (::chdir(input.directory.c_str()) == 0) {
    ::execve(FLOWSNOOP_PROGRAM, c_strings(arguments).data(), c_strings(environment).data());
  }
  ::_exit(127);
}

// Appends what can be read; closes the descriptor at its end.
void take(int& descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
  if (size > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(size));
  } else {
    close_end(descriptor);
  }
}

// Writes what fits; closes the descriptor when all is written or nobody reads.
void give(int& descriptor, std::string_view& text) {
  const ssize_t size = text.empty() ? -1 : ::write(descriptor, text.data(), text.size());
  if (size > 0) text.remove_prefix(static_cast<std::size_t>(size));
  if (size <= 0 || text.empty()) close_end(descriptor);
}

// Feeds and reads the program until it closes its outputs. Returns false where it took too long.
bool exchange(Pipe& in, Pipe& out, Pipe& error, std::string_view standard_input,
              ProgramResult& result) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(kProgramTimeout_s);
  if (standard_input.empty()) close_end(in.write_end);
  while (out.read_end >= 0 || error.read_end >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    pollfd descriptors[] = {
        {in.write_end, POLLOUT, 0}, {out.read_end, POLLIN, 0}, {error.read_end, POLLIN, 0}};
    ::poll(descriptors, 3, static_cast<int>(left.count()));
    if (descriptors[0].revents != 0) give(in.write_end, standard_input);
    if (descriptors[1].revents != 0) take(out.read_end, result.output);
    if (descriptors[2].revents != 0) take(error.read_end, result.error);
  }
  return true;
}

}  // namespace

ProgramResult run_program(const ProgramInput& input) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe error = make_pipe();
  if (input.output_reader_gone) close_end(out.read_end);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    run_child(input, in, out, error);
  }
  close_end(in.read_end);
  close_end(out.write_end);
  close_end(error.write_end);
  ProgramResult result;
  if (!exchange(in, out, error, input.standard_input, result)) {
    result.error += "\n[killed: it did not end in time]\n";
    ::kill(child, SIGKILL);
  }
  close_end(in.write_end);
  close_end(out.read_end);
  close_end(error.read_end);
  int status = 0;
  rusage used{};
  ::wait4(child, &status, 0, &used);
  result.peak_bytes = static_cast<std::size_t>(used.ru_maxrss) * 1024;
  result.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "flowsnoop-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary)
      .write(content.data(), static_cast<std::streamsize>(content.size()));
}

}  // namespace flowsnoop::test
