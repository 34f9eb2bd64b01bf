// The words of streams and datagrams: TLS, HTTP, SSH, DNS, DHCP, DTLS. Segments in any order make
// the same stream, and what a look finds does not depend on whether more may come.
//
// Input: application (1 byte), how (1), where segments are cut (1), bytes.
#include <string>
#include <utility>

#include "engine/stream_head.h"
#include "engine/stream_labels.h"
#include "fuzz_input.h"

namespace flowsnoop::fuzz {
namespace {

constexpr Application kStreams[] = {Application::kUnknown, Application::kTls, Application::kHttp,
                                    Application::kSsh, Application::kDns};
constexpr Application kDatagrams[] = {Application::kUnknown, Application::kDns,
                                      Application::kMdns,    Application::kDhcp,
                                      Application::kDhcpv6,  Application::kDtls};

std::string text_of(const Labels& labels) {
  std::string text;
  labels.for_each([&](LabelKind kind, std::string_view label) {
    require(static_cast<std::size_t>(kind) < kLabelKindCount, "a label is one of the kinds");
    require(label.size() <= Labels::kMaxText, "a label has its bound");
    text += std::to_string(static_cast<int>(kind)) + ":" + std::string(label) + "\n";
  });
  require(labels.size_bytes() <= Labels::kMaxBytes, "labels have their bound");
  return text;
}

StreamLook make_look(ByteView bytes, Application spoken, std::uint8_t how, bool more) {
  return {.bytes = bytes,
          .spoken = spoken,
          .ssh = (how & 1) != 0 ? LabelKind::kSshServer : LabelKind::kSshClient,
          .ssh_after_lines = (how & 2) != 0,
          .more = more};
}

// Both looks at the same bytes, each by itself.
void look_both_ways(ByteView bytes, Application spoken, std::uint8_t how) {
  if (bytes.empty()) return;
  const ExactCopy copy(bytes);
  StreamLabels streams;
  Said open;
  Said closed;
  const StreamAnswer answer = streams.label_stream(make_look(copy.view(), spoken, how, true), open);
  streams.dns().begin_payload();
  streams.label_stream(make_look(copy.view(), spoken, how, false), closed);
  const std::string found = text_of(open.labels);
  const std::string at_end = text_of(closed.labels);
  if (answer.progress == Progress::kDone) {
    require(found == at_end, "what is done does not change when no more comes");
  }
}

// The stream in segments: sent out of order, and some of them again.
void put_together(ByteView bytes, std::uint8_t cut, Application spoken, std::uint8_t how) {
  constexpr std::uint32_t kFirst = 0xfffffff0;  // wraps
  const std::size_t segment = 1 + std::size_t{cut} * 4;
  StreamHead head;
  head.begin(kFirst);
  bool hopeful = true;
  for (std::size_t pair = 0; pair < bytes.size() && hopeful; pair += 2 * segment) {
    for (const std::size_t at : {pair + segment, pair, pair}) {
      if (at >= bytes.size() || !hopeful) continue;
      const ExactCopy part(bytes.subspan(at, std::min(segment, bytes.size() - at)));
      hopeful = head.add(kFirst + static_cast<std::uint32_t>(at), part.view());
    }
    if (head.is_due()) look_both_ways(head.contiguous(), spoken, how);
  }
  const ByteView made = head.contiguous();
  require(made.size() <= bytes.size() && std::equal(made.begin(), made.end(), bytes.begin()),
          "a stream is what its segments had");
  require(!hopeful || made.size() == bytes.size(), "a stream has all that its segments had");
  head.forget();
}

void look_at_datagrams(ByteView bytes, Application spoken) {
  const ExactCopy copy(bytes);
  StreamLabels streams;
  Said said;
  streams.label_datagram(copy.view(), spoken, said);
  text_of(said.labels);
  said.labels.exchange(LabelKind::kSshClient, LabelKind::kSshServer);
  text_of(said.labels);
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  FuzzInput input(data, size);
  const std::size_t choice = input.u8() % (std::size(kStreams) + std::size(kDatagrams));
  const std::uint8_t how = input.u8();
  const std::uint8_t cut = input.u8();
  const ByteView bytes = input.rest();
  if (bytes.empty()) return -1;
  if (choice >= std::size(kStreams)) {
    look_at_datagrams(bytes, kDatagrams[choice - std::size(kStreams)]);
    return 0;
  }
  look_both_ways(bytes, kStreams[choice], how);
  put_together(bytes, cut, kStreams[choice], how);
  return 0;
}
