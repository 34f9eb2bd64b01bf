// LLVMFuzzerMutate() where there is no libFuzzer: a few of the changes that it makes, always the
// same ones.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <random>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

std::minstd_rand random_number;  // NOLINT(cert-msc51-cpp): the same in each run, on purpose

std::size_t draw(std::size_t limit) {
  return random_number() % limit;
}

}  // namespace

std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size) {
  if (size == 0 || draw(8) == 0) {
    if (size == max_size) return size;
    data[size] = static_cast<std::uint8_t>(draw(256));
    return size + 1;
  }
  constexpr std::uint8_t kOdd[] = {0, 1, 0x7f, 0x80, 0xff};
  const std::size_t at = draw(size);
  switch (draw(4)) {
    case 0:
      data[at] ^= static_cast<std::uint8_t>(1u << draw(8));
      return size;
    case 1:
      data[at] = kOdd[draw(std::size(kOdd))];
      return size;
    case 2:
      std::memmove(data + at, data + at + 1, size - at - 1);
      return size - 1;
    default:
      data[at] = static_cast<std::uint8_t>(draw(256));
      return size;
  }
}
