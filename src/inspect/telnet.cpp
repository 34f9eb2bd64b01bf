// Telnet option negotiation (RFC 854, RFC 855) and what its options say of the side that has them.
//
// A terminal, its type, its size and its environment are the client's: the client WILL have them,
// the server says DO. Echo is mostly the server's.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kIac = 255;
constexpr std::uint8_t kSubnegotiation = 250;
constexpr std::uint8_t kWill = 251, kWont = 252, kDont = 254;
constexpr int kMaxCommands = 16;  // of one payload that are looked at

constexpr std::uint8_t kEcho = 1;
constexpr std::uint8_t kLastOption = 70;  // of those assigned in a row; 255 is the list's extension

// Terminal type, window size, terminal speed, remote flow control, line mode, X display, old and
// new environment.
bool is_terminal_option(std::uint8_t option) {
  return option == 24 || option == 31 || (option >= 32 && option <= 36) || option == 39;
}

struct Command {
  std::uint8_t verb;
  std::uint8_t option;
  std::uint8_t argument;  // of a subnegotiation: 0 IS, 1 SEND
};

Finding speaker_of(const Command& command) {
  if (command.verb == kSubnegotiation) {
    if (command.option == 31) return from_client(Application::kTelnet);  // window size
    const bool asks = command.option == 24 || command.option == 32 || command.option == 35 ||
                      command.option == 39;
    if (asks && command.argument == 0) return from_client(Application::kTelnet);
    if (asks && command.argument == 1) return from_server(Application::kTelnet);
    return from_anyone(Application::kTelnet);
  }
  const bool wills = command.verb == kWill || command.verb == kWont;
  if (is_terminal_option(command.option)) {
    return wills ? from_client(Application::kTelnet) : from_server(Application::kTelnet);
  }
  if (command.option == kEcho && command.verb == kWill) {
    return from_server(Application::kTelnet, Strength::kHint);
  }
  return from_anyone(Application::kTelnet);
}

}  // namespace

Finding recognise_telnet(const PayloadView& payload) {
  Finding best = no_finding();
  std::size_t at = 0;
  int commands = 0;
  for (; commands < kMaxCommands && at + 3 <= payload.bytes.size(); ++commands) {
    const std::uint8_t* p = &payload.bytes[at];
    if (p[0] != kIac || p[1] < kSubnegotiation || p[1] > kDont) break;
    if (p[2] > kLastOption && p[2] < 128) return no_finding();
    const bool is_subnegotiation = p[1] == kSubnegotiation;
    const std::uint8_t argument =
        is_subnegotiation && at + 4 <= payload.bytes.size() ? p[3] : std::uint8_t{255};
    const Finding finding = speaker_of({p[1], p[2], argument});
    const bool better = finding.speaker != Speaker::kUnknown &&
                        (best.speaker == Speaker::kUnknown || best.strength < finding.strength);
    if (better || best.application == Application::kUnknown) best = finding;
    if (is_subnegotiation) {
      ++commands;  // its end is not looked for
      break;
    }
    at += 3;
  }
  // Three bytes alone are little; two negotiations, or one on the port, are not chance.
  return commands >= 2 || (commands == 1 && on_port(payload, 23, 2323)) ? best : no_finding();
}

}  // namespace flowsnoop
