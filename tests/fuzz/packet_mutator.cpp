#include "packet_mutator.h"

#include <random>
#include <utility>

#include "capture_image.h"
#include "packet_repair.h"

// libFuzzer's, or the one of replay.cpp.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace flowsnoop::fuzz {
namespace {

using Random = std::minstd_rand;

// Below `limit`, which is not 0.
std::size_t draw(Random& random, std::size_t limit) {
  return random() % limit;
}

// Has libFuzzer change the bytes from `begin` to before `end`.
void mutate_part(Bytes& bytes, std::size_t begin, std::size_t end, std::size_t max_size) {
  constexpr std::size_t kGrowth = 64;
  const std::size_t others = bytes.size() - (end - begin);
  if (others >= max_size) return;
  Bytes part(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
             bytes.begin() + static_cast<std::ptrdiff_t>(end));
  const std::size_t room = std::min(max_size - others, part.size() + kGrowth);
  const std::size_t size = std::min(part.size(), room);
  part.resize(room);
  part.resize(LLVMFuzzerMutate(part.data(), size, room));
  part.insert(part.begin(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(begin));
  part.insert(part.end(), bytes.begin() + static_cast<std::ptrdiff_t>(end), bytes.end());
  bytes = std::move(part);
}

void swap_ranges(Bytes& bytes, std::size_t one, std::size_t other, std::size_t size) {
  if (other + size > bytes.size()) return;
  for (std::size_t i = 0; i < size; ++i) std::swap(bytes[one + i], bytes[other + i]);
}

void turn_around(Bytes& frame, std::uint16_t link_type) {
  const auto places = find_places(frame, link_type);
  if (!places) return;
  const bool v4 = frame[places->ip] >> 4 == 4;
  const std::size_t size = v4 ? 4 : 16;
  const std::size_t source = places->ip + (v4 ? 12u : 8u);
  swap_ranges(frame, source, source + size, size);
  swap_ranges(frame, places->transport, places->transport + 2, 2);
  constexpr std::uint8_t kTcp = 6;
  if (places->protocol == kTcp) {
    swap_ranges(frame, places->transport + 4, places->transport + 8, 4);
  }
  repair_frame(frame, link_type);
}

// The next segment of a TCP stream: its sequence number goes on behind this one's payload.
void go_on_in_stream(Bytes& frame, std::uint16_t link_type) {
  const auto places = find_places(frame, link_type);
  if (!places || places->transport + 8 > frame.size()) return;
  std::size_t carry = std::max<std::size_t>(frame.size() - places->payload, 1);
  for (std::size_t i = 8; i-- > 4;) {
    carry += frame[places->transport + i];
    frame[places->transport + i] = static_cast<std::uint8_t>(carry);
    carry >>= 8;
  }
  repair_frame(frame, link_type);
}

// Cuts an IPv4 packet in two fragments.
void cut_in_fragments(CaptureImage& image, std::size_t at, Random& random) {
  const CaptureRecord whole = image.records[at];
  const auto places = find_places(whole.bytes, image.link_type);
  if (!places || whole.bytes[places->ip] >> 4 != 4) return;
  const std::size_t header = places->ip + (whole.bytes[places->ip] & 15u) * 4;
  if (whole.bytes.size() < header + 16) return;
  const std::size_t cut = 8 + draw(random, (whole.bytes.size() - header) / 8) * 8;
  if (header + cut >= whole.bytes.size()) return;
  CaptureRecord first = whole;
  CaptureRecord second = whole;
  first.bytes.resize(header + cut);
  second.bytes.erase(second.bytes.begin() + static_cast<std::ptrdiff_t>(header),
                     second.bytes.begin() + static_cast<std::ptrdiff_t>(header + cut));
  first.bytes[places->ip + 6] |= 0x20;  // more fragments
  const std::size_t offset = cut / 8;
  second.bytes[places->ip + 6] =
      static_cast<std::uint8_t>((second.bytes[places->ip + 6] & 0x20) | ((offset >> 8) & 0x1f));
  second.bytes[places->ip + 7] = static_cast<std::uint8_t>(offset);
  repair_frame(first.bytes, image.link_type);
  repair_frame(second.bytes, image.link_type);
  image.records[at] = std::move(first);
  image.records.insert(image.records.begin() + static_cast<std::ptrdiff_t>(at + 1),
                       std::move(second));
}

void change_time(CaptureImage& image, std::size_t at, Random& random) {
  constexpr std::uint32_t kSteps_s[] = {1, 16, 61, 121, 301, 7500, 86'400, 315'360'000};
  const std::uint32_t step = kSteps_s[draw(random, std::size(kSteps_s))];
  const bool back = draw(random, 4) == 0;
  for (std::size_t i = at; i < image.records.size(); ++i) {
    image.records[i].seconds += back ? 0u - step : step;
  }
}

void change_records(CaptureImage& image, std::size_t max_size, Random& random) {
  std::vector<CaptureRecord>& records = image.records;
  const std::size_t at = draw(random, records.size());
  const auto place = records.begin() + static_cast<std::ptrdiff_t>(at);
  switch (draw(random, 12)) {
    case 0:
      records.insert(place, CaptureRecord(*place));
      break;
    case 1:
      records.erase(place);
      break;
    case 2:
      std::swap(records[at], records[draw(random, records.size())]);
      break;
    case 3: {
      CaptureRecord answer = *place;
      turn_around(answer.bytes, image.link_type);
      records.insert(place + 1, std::move(answer));
      break;
    }
    case 4:
      cut_in_fragments(image, at, random);
      break;
    case 5:
      change_time(image, at, random);
      break;
    case 6: {
      CaptureRecord next = *place;
      go_on_in_stream(next.bytes, image.link_type);
      records.insert(place + 1, std::move(next));
      break;
    }
    case 7:
      place->original_length = static_cast<std::uint32_t>(place->bytes.size());
      place->bytes.resize(draw(random, place->bytes.size() + 1));
      break;
    default:
      mutate_frame(place->bytes, image.link_type, std::min(max_size, CaptureImage::kMaxRecordSize),
                   static_cast<unsigned>(random()));
      place->original_length = static_cast<std::uint32_t>(place->bytes.size());
  }
}

}  // namespace

void mutate_frame(Bytes& frame, std::uint16_t link_type, std::size_t max_size, unsigned seed) {
  Random random(seed);
  const auto places = find_places(frame, link_type);
  const std::size_t way = places ? draw(random, 6) : 0;
  if (way == 0) {
    mutate_part(frame, 0, frame.size(), max_size);
  } else if (way == 1) {
    mutate_part(frame, places->ip, places->transport, max_size);
  } else if (way == 2) {
    mutate_part(frame, places->transport, places->payload, max_size);
  } else {
    mutate_part(frame, places->payload, frame.size(), max_size);
  }
  constexpr std::size_t kLeftWrong = 8;  // one in so many
  if (draw(random, kLeftWrong) != 0) repair_frame(frame, link_type);
}

std::size_t mutate_capture(std::uint8_t* data, std::size_t size, std::size_t max_size,
                           unsigned seed) {
  Random random(seed);
  auto image = CaptureImage::parse({data, size});
  constexpr std::size_t kByteByByte = 16;  // one in so many
  if (!image || image->records.empty() || draw(random, kByteByByte) == 0) {
    return LLVMFuzzerMutate(data, size, max_size);
  }
  change_records(*image, max_size, random);
  const Bytes changed = image->write(max_size);
  if (changed.size() > max_size) return size;
  std::copy(changed.begin(), changed.end(), data);
  return changed.size();
}

std::size_t cross_captures(ByteView one, ByteView other, std::uint8_t* out, std::size_t max_size,
                           unsigned seed) {
  Random random(seed);
  auto first = CaptureImage::parse(one);
  const auto second = CaptureImage::parse(other);
  if (!first || !second || second->records.empty()) return 0;
  first->records.resize(draw(random, first->records.size() + 1));
  const auto from = static_cast<std::ptrdiff_t>(draw(random, second->records.size()));
  first->records.insert(first->records.end(), second->records.begin() + from,
                        second->records.end());
  const Bytes crossed = first->write(max_size);
  if (crossed.size() > max_size) return 0;
  std::copy(crossed.begin(), crossed.end(), out);
  return crossed.size();
}

}  // namespace flowsnoop::fuzz
