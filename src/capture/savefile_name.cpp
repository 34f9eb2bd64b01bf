#include "capture/savefile_name.h"

#include <fmt/core.h>

#include <array>
#include <ctime>

#include "flowsnoop/packet.h"

namespace flowsnoop {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;

std::optional<std::string> fill_in_time(const std::string& pattern, std::int64_t time_ns) {
  // Rounded down, before 1970 too.
  const std::time_t seconds = time_ns / kSecond_ns - (time_ns % kSecond_ns < 0 ? 1 : 0);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return std::nullopt;
  std::array<char, kMaxSavefileName + 1> name;
  const std::size_t size = std::strftime(name.data(), name.size(), pattern.c_str(), &local);
  if (size == 0) return std::nullopt;
  return std::string(name.data(), size);
}

// Of the highest number there is, so that names sort in the order of numbers.
std::size_t digits_of(std::uint32_t number) {
  return number == 0 ? 0 : fmt::format("{}", number).size();
}

}  // namespace

std::optional<std::string> savefile_name(const std::string& path, const Rotation& rotation,
                                         std::int64_t time_ns, std::uint32_t number) {
  std::optional<std::string> name = path;
  if (rotation.period_ns > 0) name = fill_in_time(path, time_ns);
  const std::size_t digits = rotation.is_ring() ? digits_of(rotation.files - 1) : 0;
  if (name && (number > 0 || digits > 0)) *name += fmt::format("{:0{}}", number, digits);
  return name;
}

}  // namespace flowsnoop
