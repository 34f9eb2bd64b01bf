#include "flow/tcp_history.h"

#include <array>
#include <bit>

namespace flowsnoop {
namespace {

constexpr std::string_view kLowerCase = "?shadfrcgtwiq";
constexpr std::string_view kUpperCase = "?SHADFRCGTWIQ";

// Five bits a letter: the side above its number. Letters fill the word from its low end.
constexpr unsigned kLetterBits = 5;
constexpr std::uint64_t kLetterMask = 0x1f;

constexpr std::uint8_t code_of(Side sender, TcpLetter letter) {
  return static_cast<std::uint8_t>(index(sender) << 4 | static_cast<std::uint8_t>(letter));
}

// Calls take(code) for each letter until it returns false.
template <typename Take>
void for_each_letter(const Flow& flow, Take take) {
  for (std::uint64_t first = flow.tcp_history; first != 0; first >>= kLetterBits) {
    if (!take(static_cast<std::uint8_t>(first & kLetterMask))) return;
  }
  for (std::size_t i = 0; flow.rare != nullptr && i < flow.rare->letter_count; ++i) {
    if (!take(flow.rare->letters[i])) return;
  }
}

// How far each end of a connection got, as Zeek's analyzer of TCP follows it (Zeek,
// packet_analysis/protocol/tcp/TCPSessionAdapter.cc): what is new in a packet has a letter, and the
// rest of them changes nothing.
class ZeekStates {
 public:
  void follow(char letter) {
    const bool is_originator = letter < 'a';
    Endpoint& own = ends_[is_originator ? 0 : 1];
    Endpoint& peer = ends_[is_originator ? 1 : 0];
    switch (is_originator ? letter : static_cast<char>(letter - 'a' + 'A')) {
      case 'S':
      case 'H':
        return follow_syn(own, peer, is_originator);
      case 'D':
        has_data_ = true;
        [[fallthrough]];
      case 'A':
        return follow_acknowledgment(own, peer, letter == 'a');
      case 'F':
        return follow_fin(own, peer);
      case 'R':
      case 'I':
        return follow_reset(own, peer);
      default:
        return;
    }
  }

  std::string_view conn_state(std::string_view history) const {
    const State originator = ends_[0].state;
    const State responder = ends_[1].state;
    if (responder == State::kReset) {
      const bool is_refusal = originator == State::kReset && !has_data_;
      if (originator == State::kSynSent || is_refusal) return "REJ";
      return is_silent(originator) ? "RSTRH" : "RSTR";
    }
    if (originator == State::kReset) {
      if (!is_silent(responder)) return "RSTO";
      return is_given_up(history) ? "RSTOS0" : "OTH";
    }
    if (originator == State::kClosed) {
      if (responder == State::kClosed) return "SF";
      return is_silent(responder) ? "SH" : "S2";
    }
    if (responder == State::kClosed) return is_silent(originator) ? "SHR" : "S3";
    if (originator == State::kSynSent && responder == State::kSilent) return "S0";
    const bool are_established =
        originator == State::kEstablished && responder == State::kEstablished;
    return are_established ? "S1" : "OTH";
  }

 private:
  // kPartial: it has sent something, but no SYN was seen.
  enum class State : std::uint8_t { kSilent, kSynSent, kPartial, kEstablished, kClosed, kReset };

  struct Endpoint {
    State state = State::kSilent;
    bool had_closed = false;  // kReset: its FIN came before its RST
  };

  static bool is_silent(State state) { return state == State::kSilent || state == State::kPartial; }
  static bool is_open(State state) {
    return state == State::kPartial || state == State::kEstablished;
  }

  // A SYN, and then nothing of the originator before its RST.
  static bool is_given_up(std::string_view history) {
    if (history.starts_with('^')) history.remove_prefix(1);
    if (!history.starts_with('S')) return false;
    const std::size_t next = history.find_first_of("HAFGIQR");
    return next != history.npos && history[next] == 'R';
  }

  static void follow_syn(Endpoint& own, Endpoint& peer, bool is_originator) {
    if (own.state == State::kPartial && is_originator && peer.state == State::kSilent) {
      own.state = State::kSynSent;
    }
    if (own.state != State::kSilent) return;
    own.state = is_originator ? State::kSynSent : State::kEstablished;
    if (!is_originator && peer.state == State::kSynSent) peer.state = State::kEstablished;
  }

  // Some acknowledge a SYN before they answer it.
  static void follow_acknowledgment(Endpoint& own, Endpoint& peer, bool is_bare_answer) {
    if (own.state != State::kSilent) return;
    if (is_bare_answer && peer.state == State::kSynSent) return;
    own.state = peer.state == State::kEstablished ? State::kEstablished : State::kPartial;
  }

  // FIN, RST and then the other side's FIN is a normal end.
  static void follow_fin(Endpoint& own, Endpoint& peer) {
    if (own.state == State::kReset) return;
    if (is_open(own.state) && peer.state == State::kReset && peer.had_closed) {
      peer.state = State::kClosed;
    }
    own.state = State::kClosed;
  }

  // After both FINs a RST is nothing new.
  static void follow_reset(Endpoint& own, const Endpoint& peer) {
    if (own.state == State::kClosed && peer.state == State::kClosed) return;
    if (own.state == State::kReset) return;
    own = {State::kReset, own.state == State::kClosed};
  }

  std::array<Endpoint, 2> ends_{};  // the originator, the responder
  bool has_data_ = false;
};

}  // namespace

void tell(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter) {
  const std::uint8_t code = code_of(sender, letter);
  // No letter is zero.
  const unsigned count =
      (static_cast<unsigned>(std::bit_width(flow.tcp_history)) + kLetterBits - 1) / kLetterBits;
  if (count < kTcpHistoryInFlow) {
    flow.tcp_history |= std::uint64_t{code} << count * kLetterBits;
    return;
  }
  TcpRare& rare = pool.rare(flow);
  if (rare.letter_count < TcpRare::kMaxLetters) rare.letters[rare.letter_count++] = code;
}

void tell_once(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter) {
  if (!has_told(flow, sender, letter)) tell(pool, flow, sender, letter);
}

void tell_repeated(FlowPool& pool, Flow& flow, Side sender, TcpLetter letter, std::uint64_t times) {
  while (times % 10 == 0 && times != 0) times /= 10;
  if (times == 1) tell(pool, flow, sender, letter);
}

bool has_told(const Flow& flow, Side sender, TcpLetter letter) {
  bool found = false;
  for_each_letter(flow, [&](std::uint8_t code) {
    found = code == code_of(sender, letter);
    return !found;
  });
  return found;
}

std::string_view write_tcp_history(const Flow& flow, Side originator, char* out) {
  char* end = out;
  if (flow.first_sender != originator) *end++ = '^';
  for_each_letter(flow, [&](std::uint8_t code) {
    const bool is_originator = code >> 4 == static_cast<int>(index(originator));
    *end++ = (is_originator ? kUpperCase : kLowerCase)[code & 0x0f];
    return true;
  });
  return {out, static_cast<std::size_t>(end - out)};
}

std::string_view tcp_conn_state(std::string_view history) {
  ZeekStates states;
  for (const char letter : history) states.follow(letter);
  return states.conn_state(history);
}

}  // namespace flowsnoop
