// What people write: command lines, filters, sizes, durations, moments, networks, selectors. Each
// is read or refused with one line.
//
// Input: which (1 byte), text; the words of a command line are divided by zeros.
#include <netdb.h>

#include <string>

#include "capture/filter.h"
#include "cli/duration.h"
#include "cli/moment.h"
#include "cli/options.h"
#include "cli/size.h"
#include "flowsnoop/packet_source.h"
#include "fuzz_input.h"
#include "output/flow_selector.h"
#include "output/network.h"

// A filter may name a host. Nothing is asked of the network here: no name has an address.
extern "C" int getaddrinfo(const char* /*node*/, const char* /*service*/,
                           const struct addrinfo* /*hints*/, struct addrinfo** result) {
  *result = nullptr;
  return EAI_NONAME;
}

namespace flowsnoop::fuzz {
namespace {

std::vector<std::string> words_of(ByteView text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::find(text.begin(), text.end(), 0);
    words.emplace_back(text.begin(), end);
    text = text.subspan(std::min(words.back().size() + 1, text.size()));
  }
  return words;
}

void check_line(const std::exception& error) {
  const std::string line = error.what();
  require(!line.empty(), "an error says something");
}

void read_command_line(ByteView text) {
  try {
    const Config config = parse_command_line(words_of(text));
    require(
        config.action != Action::kAnalyze || config.savefiles.empty() != config.interfaces.empty(),
        "there is one kind of source");
    require(config.action != Action::kAnalyze || config.memory >= AnalyzerOptions::kLeastMemory,
            "there is memory enough");
    require(config.timeouts.udp_ns >= 0 && config.timeouts.active_ns >= 0, "no time is negative");
  } catch (const UsageError& error) {
    check_line(error);
  }
}

void read_filter(const std::string& text) {
  constexpr std::size_t kMostText = 256;  // libpcap's optimizer is slow where it is longer
  if (text.size() > kMostText) return;
  try {
    PacketFilter filter(text);
    const ExactCopy frame(Bytes(60, 0x45));
    Packet packet;
    packet.data = frame.view().data();
    packet.captured_length = packet.original_length = 60;
    filter.matches(packet);
    packet.captured_length = 1;
    filter.matches(packet);
  } catch (const CaptureError& error) {
    check_line(error);
  }
}

void read_values(const std::string& text) {
  parse_size(text);
  if (const auto duration = parse_duration_ns(text)) {
    require(*duration >= 0 && *duration <= kLongestDuration_days * 86'400 * 1'000'000'000,
            "a duration has its bounds");
  }
  if (const auto moment = parse_moment_ns(text)) {
    require(*moment >= -kMaxTimestamp_ns && *moment <= kMaxTimestamp_ns, "a moment has its bounds");
  }
  if (const auto network = parse_network(text)) {
    require(network->prefix_length >= 0 && network->prefix_length <= 128, "a prefix fits");
    require(network->contains(network->address), "a network holds its own address");
  }
  parse_flow_selector(text);
  if (const auto address = parse_ip_address(text)) {
    require(parse_ip_address(to_string(*address)) == address,
            "an address is what it is written as");
  }
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  FuzzInput input(data, size);
  const std::uint8_t which = input.u8();
  const std::string text(input.rest().begin(), input.rest().end());
  switch (which % 4) {
    case 0:
      read_command_line(input.rest());
      break;
    case 1:
      read_filter(text);
      break;
    default:
      read_values(text);
  }
  return 0;
}
