#include "flow/tcp_history.h"

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

// The letters of a text, looked at once.
class LetterSet {
 public:
  explicit LetterSet(std::string_view text) {
    for (const char c : text) bits_ |= bit(c);
  }
  bool has(char letter) const { return (bits_ & bit(letter)) != 0; }

 private:
  static constexpr std::uint64_t bit(char c) { return std::uint64_t{1} << (c - '?'); }

  std::uint64_t bits_ = 0;
};
static_assert('?' < 'A' && 'z' - '?' < 64);

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
  const LetterSet letters(history);
  const bool asked =
      letters.has('S') || letters.has('H');  // a simultaneous open has both from both
  const bool answered = letters.has('h') || letters.has('s');
  if (letters.has('R') || letters.has('r')) {
    const bool by_originator = history[history.find_first_of("Rr")] == 'R';
    if (asked && answered) return by_originator ? "RSTO" : "RSTR";
    if (asked) return by_originator ? "RSTOS0" : "REJ";
    return answered && !by_originator ? "RSTRH" : "OTH";
  }
  if (asked && answered) {
    if (letters.has('F')) return letters.has('f') ? "SF" : "S2";
    return letters.has('f') ? "S3" : "S1";
  }
  if (asked) {
    // Without its SYN-ACK, an answering side that says something is there all the same.
    const bool responder_silent = !letters.has('a') && !letters.has('d') && !letters.has('f');
    if (!responder_silent) return "OTH";
    return letters.has('F') ? "SH" : "S0";
  }
  return answered && letters.has('f') ? "SHR" : "OTH";
}

}  // namespace flowsnoop
