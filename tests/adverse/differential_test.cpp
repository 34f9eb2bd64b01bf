// The same capture by different ways: in large and in small blocks, through a pipe, compressed. The
// records are the same to the byte, and so is what is damaged.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <memory>
#include <thread>

#include "adverse/analysis.h"
#include "adverse/sample_captures.h"
#ifdef FLOWSNOOP_WITH_COMPRESSION
#include <zlib.h>
#endif

namespace flowsnoop::test {
namespace {

constexpr std::size_t kSmallBlock = 512;
constexpr std::size_t kLargeBlock = std::size_t{4} << 20;
// A file whose like has been read costs a moment; one of many megabytes would cost minutes.
constexpr std::uintmax_t kLargestFile = std::uintmax_t{8} << 20;

// What is told of a capture.
struct Told {
  std::string json;
  std::string damages;
  std::string error;  // instead of both, where it is none

  friend bool operator==(const Told&, const Told&) = default;
};

Told tell(std::unique_ptr<ByteStream> stream, const SavefileOptions& options) {
  try {
    const auto source = open_savefile(std::move(stream), "capture", options);
    const ReadResult read = read_all(*source);
    Told told;
    told.json = json_lines(analyze(read.packets, {.second_look = true}));
    for (const Damage& damage : read.damages) {
      told.damages += std::to_string(damage.offset) + ": " + damage.reason + "\n";
    }
    return told;
  } catch (const CaptureError& error) {
    return {{}, {}, error.what()};
  }
}

Told tell_from_file(const std::filesystem::path& path, std::size_t block_size) {
  return tell(open_file_stream(path), {.block_size = block_size, .read_ahead = false});
}

// As another program would write it: in pieces of whatever size, into a pipe.
Told tell_through_pipe(const Bytes& bytes, std::size_t piece) {
  std::signal(SIGPIPE, SIG_IGN);  // what is no capture is not read to its end
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  std::thread writer([&] {
    for (std::size_t at = 0; at < bytes.size();) {
      const ssize_t size = ::write(ends[1], &bytes[at], std::min(piece, bytes.size() - at));
      if (size <= 0) break;
      at += static_cast<std::size_t>(size);
    }
    ::close(ends[1]);
  });
  const Told told = tell(std::make_unique<FileStream>(ends[0]), {.read_ahead = false});
  writer.join();
  return told;
}

#ifdef FLOWSNOOP_WITH_COMPRESSION
Bytes gzip(Bytes bytes) {
  z_stream stream{};
  constexpr int kGzip = 15 + 16;
  deflateInit2(&stream, 1, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY);
  Bytes out(deflateBound(&stream, bytes.size()));
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}
#endif

void expect_same_by_all_ways(const std::filesystem::path& path) {
  SCOPED_TRACE(path);
  const Bytes bytes = bytes_of(path);
  const Told told = tell_from_file(path, BlockReader::kDefaultBlockSize);
  EXPECT_EQ(tell_from_file(path, kSmallBlock), told);
  EXPECT_EQ(tell_from_file(path, kLargeBlock), told);
  EXPECT_EQ(tell_through_pipe(bytes, 1 << 16), told);
#ifdef FLOWSNOOP_WITH_COMPRESSION
  if (!told.error.empty()) return;  // the message says that it was decompressed
  EXPECT_EQ(tell(std::make_unique<MemoryStream>(gzip(bytes)), {}), told);
#endif
}

void PrintTo(const Told& told, std::ostream* out) {
  *out << told.json.size() << " bytes of JSON, damages " << told.damages << ", error "
       << told.error;
}

TEST(ByAllWays, ASampleCaptureIsTheSame) {
  for (const std::string& name : sample_captures()) expect_same_by_all_ways(kSampleCaptures / name);
}

class RealByAllWays : public testing::TestWithParam<int> {
 public:
  static constexpr int kParts = 8;  // so that they run side by side
};

TEST_P(RealByAllWays, ACaptureIsTheSame) {
  if (!std::filesystem::exists(kRealCaptures)) GTEST_SKIP() << "the collection is not here";
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kRealCaptures)) {
    if (entry.is_regular_file() && entry.file_size() <= kLargestFile) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  for (std::size_t i = static_cast<std::size_t>(GetParam()); i < paths.size(); i += kParts) {
    expect_same_by_all_ways(paths[i]);
  }
}

INSTANTIATE_TEST_SUITE_P(Part, RealByAllWays, testing::Range(0, RealByAllWays::kParts));

// The program, whose ways differ in more than the bytes' stream.
TEST(ByAllWays, TheProgramWritesTheSame) {
  for (const std::string& name : sample_captures()) {
    SCOPED_TRACE(name);
    const std::string path = kSampleCaptures / name;
    const std::string bytes = read_file(path);
    const std::string from_file =
        run_program({.arguments = {"-r", path, "--format", "json"}}).output;
    EXPECT_EQ(
        run_program({.arguments = {"-r", "-", "--format", "json"}, .standard_input = bytes}).output,
        from_file);
  }
}

}  // namespace
}  // namespace flowsnoop::test
