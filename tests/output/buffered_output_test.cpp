#include "output/buffered_output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "sample.h"
#include "support/program.h"

namespace flowsnoop {
namespace {

using ::testing::HasSubstr;

class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_) != 0) std::abort();
  }
  ~Pipe() {
    close_reader();
    ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  int reader() const { return ends_[0]; }
  int writer() const { return ends_[1]; }
  void close_reader() {
    if (ends_[0] >= 0) ::close(ends_[0]);
    ends_[0] = -1;
  }

 private:
  int ends_[2];
};

std::string read_exactly(int descriptor, std::size_t size) {
  std::string text(size, '\0');
  std::size_t got = 0;
  while (got < size) {
    const ssize_t n = ::read(descriptor, text.data() + got, size - got);
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
  }
  text.resize(got);
  return text;
}

TEST(Output, KeepsInMemoryWhatIsAppended) {
  Output memory = Output::to_memory();
  const std::string line(1000, 'x');
  for (int i = 0; i < 1000; ++i) {
    memory.append(line);
    memory.end_line();
  }
  EXPECT_EQ(memory.text(), std::string(1'000'000, 'x'));
  memory.clear();
  EXPECT_EQ(memory.text(), "");
  memory.append("again");
  EXPECT_EQ(memory.text(), "again");
}

TEST(Output, KeepsTheOrderOfFewAndManyLines) {
  const std::string many(1'000'000, 'x');
  test::MemoryOutput memory;
  memory.output().append("one\n");
  memory.output().append_lines("two\n");
  EXPECT_EQ(memory.text(), "") << "they are few";
  memory.output().append_lines(many);
  EXPECT_EQ(memory.text(), "one\ntwo\n" + many);
  memory.output().append("three\n");
  memory.output().flush();
  EXPECT_EQ(memory.text(), "one\ntwo\n" + many + "three\n");

  Output kept = Output::to_memory();
  kept.append_lines(many);
  kept.append_lines("two\n");
  EXPECT_EQ(kept.text(), many + "two\n");
}

TEST(Output, WritesOnFlushAndNotBefore) {
  test::MemoryOutput memory;
  memory.output().append("one ");
  memory.output().append("two");
  memory.output().end_line();
  EXPECT_EQ(memory.text(), "");
  memory.output().flush();
  EXPECT_EQ(memory.text(), "one two");
  memory.output().flush();
  EXPECT_EQ(memory.text(), "one two");
}

TEST(Output, WritesOutLinesOnceManyHaveGathered) {
  test::MemoryOutput memory;
  const std::string line(1000, 'x');
  for (int i = 0; i < 100; ++i) {
    memory.output().append(line);
    memory.output().end_line();
  }
  EXPECT_GT(memory.text().size(), 60'000u);
  EXPECT_EQ(memory.text().size() % line.size(), 0u);  // whole lines only
}

TEST(Output, GrowsForWhatIsReserved) {
  test::MemoryOutput memory;
  memory.output().append("head ");
  char* out = memory.output().reserve(1'000'000);
  std::fill_n(out, 1'000'000, 'y');
  memory.output().commit(out + 1'000'000);
  memory.output().flush();
  EXPECT_EQ(memory.text(), "head " + std::string(1'000'000, 'y'));
}

// A pipe takes 64 KiB at a time, and a non-blocking one then says EAGAIN.
TEST(Output, GetsEverythingThroughAFullPipe) {
  Pipe pipe;
  ASSERT_EQ(::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK), 0);
  std::string text;
  while (text.size() < 1'000'000) text += std::to_string(text.size()) + ' ';
  std::string got;
  std::thread reader([&] { got = read_exactly(pipe.reader(), text.size()); });
  Output output(pipe.writer(), "a pipe");
  output.append(text);
  output.flush();
  reader.join();
  EXPECT_EQ(got, text);
}

void on_signal(int /*signal*/) {}

TEST(Output, GoesOnAfterASignal) {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = on_signal;  // without SA_RESTART: write() ends early, or with EINTR
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &before), 0);
  Pipe pipe;
  const std::string text(500'000, 'z');
  std::string got;
  const pthread_t writer = ::pthread_self();
  std::thread reader([&] {
    for (std::size_t size = 0; size < text.size(); size += 50'000) {
      ::pthread_kill(writer, SIGUSR1);
      got += read_exactly(pipe.reader(), 50'000);
    }
  });
  Output output(pipe.writer(), "a pipe");
  output.append(text);
  output.flush();
  reader.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_EQ(got, text);
}

TEST(Output, TellsAClosedPipeFromAnError) {
  auto* const before = ::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  pipe.close_reader();
  Output output(pipe.writer(), "a pipe");
  output.append("lost");
  EXPECT_THROW(output.flush(), ClosedPipe);
  EXPECT_NO_THROW(output.flush());  // what was buffered is dropped, so that nothing tries again
  ::signal(SIGPIPE, before);
}

TEST(Output, NamesWhatCannotBeWritten) {
  Output output = Output::to_file("/dev/full");
  output.append("no room");
  try {
    output.flush();
    FAIL() << "a full disk went unnoticed";
  } catch (const OutputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/dev/full"));
    EXPECT_THAT(error.what(), HasSubstr("No space left"));
  }
}

TEST(Output, NamesWhatCannotBeCreated) {
  try {
    Output::to_file("/nonexistent/flows.json");
    FAIL() << "a missing directory went unnoticed";
  } catch (const OutputError& error) {
    EXPECT_THAT(error.what(), HasSubstr("/nonexistent/flows.json"));
    EXPECT_THAT(error.what(), HasSubstr("No such file"));
  }
}

TEST(Output, ReplacesTheFileItCreates) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "flows.csv";
  std::ofstream(path) << "much that was there before";
  {
    Output output = Output::to_file(path);
    output.append("new");
    output.close();
  }
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "new");
}

TEST(Output, ReplacesAFileOnlyWhenItIsClosed) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "flows.csv";
  test::write_file(path, "old");
  {
    Output output = Output::replacing_file(path);
    output.append("lost");
    output.flush();
  }
  EXPECT_EQ(test::read_file(path), "old");
  Output output = Output::replacing_file(path);
  output.append("new");
  output.close();
  EXPECT_EQ(test::read_file(path), "new");
}

TEST(Output, WritesToADeviceAsItIs) {
  Output output = Output::replacing_file("/dev/full");
  output.append("no room");
  EXPECT_THROW(output.close(), OutputError);
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/full"));
}

std::string content_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Output, GoesOnInANewFileWhereTheOldOneWasMovedAway) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() / "flows.csv";
  Output output = Output::to_file(path);
  output.append("one ");
  output.reopen();  // nobody moved it: nothing is lost
  EXPECT_FALSE(output.is_empty_file());
  output.append("two");
  std::filesystem::rename(path, path + ".1");
  output.reopen();
  EXPECT_TRUE(output.is_empty_file());
  output.append("three");
  output.close();
  EXPECT_EQ(content_of(path + ".1"), "one two");
  EXPECT_EQ(content_of(path), "three");
}

TEST(Output, KeepsItsFileWhereNoNewOneCanBeCreated) {
  const test::TemporaryDirectory around;
  const std::string directory = around.path() / "here";
  std::filesystem::create_directory(directory);
  Output output = Output::to_file(directory + "/flows.csv");
  std::filesystem::rename(directory, directory + ".moved");
  EXPECT_THROW(output.reopen(), OutputError);
  output.append("kept");
  output.close();
  EXPECT_EQ(content_of(directory + ".moved/flows.csv"), "kept");
}

TEST(Output, DoesNotReopenWhatItBorrows) {
  test::MemoryOutput memory;
  memory.output().append("one ");
  memory.output().reopen();
  EXPECT_FALSE(memory.output().is_empty_file());
  memory.output().append("two");
  memory.output().flush();
  EXPECT_EQ(memory.text(), "one two");
}

}  // namespace
}  // namespace flowsnoop
