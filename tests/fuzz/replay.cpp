// main() of a fuzz target where there is no libFuzzer: gives the target each file that is named,
// and each file of a directory, once; with --mutate COUNT also so many changed forms of each,
// always the same ones. Ends with an abort where something does not hold, and names the file
// before.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "fuzz_input.h"

extern "C" {
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);
[[gnu::weak]] std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                                  std::size_t max_size, unsigned seed);
}

namespace {

using flowsnoop::fuzz::Bytes;

std::minstd_rand random_number;  // NOLINT(cert-msc51-cpp): the same in each run, on purpose

Bytes read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string named_last;  // for who reads why the process ended

void run(const Bytes& bytes) {
  const flowsnoop::fuzz::ExactCopy copy(bytes);
  LLVMFuzzerTestOneInput(copy.view().data(), copy.view().size());
}

void mutate(const Bytes& bytes, unsigned count) {
  constexpr std::size_t kRoom = 256;
  for (unsigned i = 0; i < count; ++i) {
    Bytes changed = bytes;
    const std::size_t size = changed.size();
    changed.resize(size + kRoom);
    const unsigned seed = static_cast<unsigned>(random_number());
    changed.resize(LLVMFuzzerCustomMutator != nullptr
                       ? LLVMFuzzerCustomMutator(changed.data(), size, changed.size(), seed)
                       : LLVMFuzzerMutate(changed.data(), size, changed.size()));
    run(changed);
  }
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int count, char** arguments) {
  unsigned mutations = 0;
  std::size_t files = 0;
  for (int i = 1; i < count; ++i) {
    if (std::string(arguments[i]) == "--mutate" && i + 1 < count) {
      mutations = static_cast<unsigned>(std::stoul(arguments[++i]));
      continue;
    }
    for (const std::filesystem::path& path : files_of(arguments[i])) {
      const Bytes bytes = read_file(path);
      named_last = path.string();
      std::fprintf(stderr, "%s\n", named_last.c_str());
      run(bytes);
      mutate(bytes, mutations);
      ++files;
    }
  }
  std::printf("%zu inputs\n", files);
  return files == 0 ? 1 : 0;  // without any input nothing was tested
}
