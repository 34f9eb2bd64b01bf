// IEC 60870-5-104: the control field (section 5), and the type and cause of what it carries (IEC
// 60870-5-101 section 7.2). The controlling station connects.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kHeader = 6;  // start, length, four control bytes
constexpr int kMaxUnits = 4;        // of one payload that are looked at

bool is_unit(const std::uint8_t* p) {
  if (p[0] != 0x68 || p[1] < 4 || p[1] > 253) return false;
  const unsigned format = p[2] & 3u;
  if (format == 3) return p[1] == 4 && p[3] == 0 && p[4] == 0 && p[5] == 0;
  if (format == 1) return p[1] == 4 && p[2] == 1 && p[3] == 0 && (p[4] & 1) == 0;
  return p[1] >= 10 && (p[4] & 1) == 0;  // 0 and 2: numbered information
}

// Unnumbered: starting and stopping is the controlling station's, both may test.
Speaker control_speaker(std::uint8_t function) {
  if (function == 0x07 || function == 0x13) return Speaker::kClient;
  if (function == 0x0b || function == 0x23) return Speaker::kServer;
  return Speaker::kUnknown;
}

Speaker information_speaker(std::uint8_t type, std::uint8_t cause_byte) {
  const unsigned cause = cause_byte & 0x3fu;
  const bool monitoring = (type >= 1 && type <= 40) || type == 70;
  if (monitoring) return Speaker::kServer;
  const bool commands = (type >= 45 && type <= 64) || (type >= 100 && type <= 113);
  if (!commands) return Speaker::kUnknown;
  if (cause == 6 || cause == 8) return Speaker::kClient;  // activation, deactivation
  const bool answered = cause == 7 || cause == 9 || cause == 10 || (cause >= 44 && cause <= 47);
  return answered ? Speaker::kServer : Speaker::kUnknown;
}

}  // namespace

Finding recognise_iec104(const PayloadView& payload) {
  Speaker speaker = Speaker::kUnknown;
  std::size_t at = 0;
  int units = 0;
  while (units < kMaxUnits && at + kHeader <= payload.bytes.size()) {
    const std::uint8_t* p = &payload.bytes[at];
    if (!is_unit(p)) break;
    if (speaker == Speaker::kUnknown) {
      if ((p[2] & 3) == 3) speaker = control_speaker(p[2]);
      const bool information = (p[2] & 1) == 0 && at + kHeader + 3 <= payload.bytes.size();
      if (information) speaker = information_speaker(p[kHeader], p[kHeader + 2]);
    }
    at += 2 + std::size_t{p[1]};
    ++units;
  }
  const bool exact = units > 0 && (at == payload.length || units == kMaxUnits);
  const bool enough = exact || (units > 0 && on_port(payload, 2404));
  if (!enough) return no_finding();
  if (speaker == Speaker::kUnknown && !on_port(payload, 2404)) return no_finding();
  return found(Application::kIec104, speaker);
}

}  // namespace flowsnoop
