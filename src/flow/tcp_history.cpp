#include "flow/tcp_history.h"

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
void for_each_letter(std::uint64_t first, const TcpRare* rare, Take take) {
  for (; first != 0; first >>= kLetterBits) {
    if (!take(static_cast<std::uint8_t>(first & kLetterMask))) return;
  }
  for (std::size_t i = 0; rare != nullptr && i < rare->letter_count; ++i) {
    if (!take(rare->letters[i])) return;
  }
}

}  // namespace

void tell(FlowPool& pool, Flow& flow, TcpFlow& tcp, Side sender, TcpLetter letter) {
  const std::uint8_t code = code_of(sender, letter);
  for (unsigned place = 0; place < kTcpHistoryInFlow; ++place) {
    if ((tcp.history >> place * kLetterBits & kLetterMask) != 0) continue;
    tcp.history |= std::uint64_t{code} << place * kLetterBits;
    return;
  }
  TcpRare& rare = pool.rare(flow);
  if (rare.letter_count < TcpRare::kMaxLetters) rare.letters[rare.letter_count++] = code;
}

void tell_once(FlowPool& pool, Flow& flow, TcpFlow& tcp, Side sender, TcpLetter letter) {
  if (!has_told(tcp, flow.rare, sender, letter)) tell(pool, flow, tcp, sender, letter);
}

void tell_repeated(FlowPool& pool, Flow& flow, TcpFlow& tcp, Side sender, TcpLetter letter,
                   std::uint64_t times) {
  while (times % 10 == 0 && times != 0) times /= 10;
  if (times == 1) tell(pool, flow, tcp, sender, letter);
}

bool has_told(const TcpFlow& tcp, const TcpRare* rare, Side sender, TcpLetter letter) {
  bool found = false;
  for_each_letter(tcp.history, rare, [&](std::uint8_t code) {
    found = code == code_of(sender, letter);
    return !found;
  });
  return found;
}

std::string tcp_history(const Flow& flow, Side originator) {
  std::string text;
  if (flow.tcp == nullptr) return text;
  if (flow.first_sender != originator) text += '^';
  for_each_letter(flow.tcp->history, flow.rare, [&](std::uint8_t code) {
    const bool is_originator = code >> 4 == static_cast<int>(index(originator));
    text += (is_originator ? kUpperCase : kLowerCase)[code & 0x0f];
    return true;
  });
  return text;
}

std::string_view tcp_conn_state(std::string_view history) {
  const auto has = [&](char letter) { return history.find(letter) != std::string_view::npos; };
  const bool asked = has('S') || has('H');  // a simultaneous open has both from both
  const bool answered = has('h') || has('s');
  const std::size_t reset = history.find_first_of("Rr");
  if (reset != std::string_view::npos) {
    const bool by_originator = history[reset] == 'R';
    if (asked && answered) return by_originator ? "RSTO" : "RSTR";
    if (asked) return by_originator ? "RSTOS0" : "REJ";
    return answered && !by_originator ? "RSTRH" : "OTH";
  }
  if (asked && answered) {
    if (has('F')) return has('f') ? "SF" : "S2";
    return has('f') ? "S3" : "S1";
  }
  if (asked) {
    // Without its SYN-ACK, an answering side that says something is there all the same.
    const bool responder_silent = history.find_first_of("adf") == std::string_view::npos;
    if (!responder_silent) return "OTH";
    return has('F') ? "SH" : "S0";
  }
  return answered && has('f') ? "SHR" : "OTH";
}

}  // namespace flowsnoop
