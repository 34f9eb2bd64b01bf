// The datagrams of a QUIC connection, as they are or sealed here: frames, the stream of handshake
// bytes and the hellos of TLS in it.
//
// Input: datagrams, each behind how it is made (1 byte: 1 from the server, 2 sealed, 4 of version
// 2, 8 two packets in one datagram) and its length (2).
#include "fuzz_input.h"
#include "inspect/crypto_stream.h"
#include "inspect/quic_frames.h"
#include "inspect/quic_labels.h"
#include "quic_seal.h"

namespace flowsnoop::fuzz {
namespace {

constexpr std::uint8_t kClientId[] = {1, 2, 3, 4, 5, 6, 7, 8};
constexpr std::size_t kMaxDatagrams = 32;

// Frames in the clear, against a plain way to put a stream together.
void read_frames(ByteView frames) {
  const ExactCopy copy(frames);
  QuicCryptoFrames crypto(copy.view());
  CryptoStream stream;
  while (const auto frame = crypto.next()) {
    require(frame->data.size() <= frames.size(), "a frame is within its packet");
    stream.take(frame->offset, frame->data);
    const ByteView beginning = stream.beginning();
    require(beginning.size() <= CryptoStream::kMaxBytes, "a stream has its bound");
    if (frame->offset == 0 && !frame->data.empty()) {
      require(!beginning.empty(), "a stream that begins has a beginning");
    }
  }
}

Bytes make_datagram(std::uint8_t how, ByteView bytes, std::uint8_t number) {
  if ((how & 2) == 0) return {bytes.begin(), bytes.end()};
  const bool by_server = (how & 1) != 0;
  InitialPacket packet{.version = (how & 4) != 0 ? kQuicVersion2 : kQuicVersion1,
                       .client_id = kClientId,
                       .destination_id = by_server ? ByteView{} : ByteView(kClientId),
                       .side = by_server ? QuicSide::kServer : QuicSide::kClient,
                       .number = number,
                       .frames = bytes};
  if ((how & 8) == 0) return seal_initial(packet);
  packet.frames = bytes.first(bytes.size() / 2);
  Bytes datagram = seal_initial(packet);
  packet.frames = bytes.subspan(bytes.size() / 2);
  packet.number = static_cast<std::uint8_t>(number + 128);
  const Bytes second = seal_initial(packet);
  datagram.insert(datagram.end(), second.begin(), second.end());
  return datagram;
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop;
  using namespace flowsnoop::fuzz;
  FuzzInput input(data, size);
  QuicHello hello;
  Labels labels;
  for (std::uint8_t number = 0; !input.empty() && number < kMaxDatagrams; ++number) {
    const std::uint8_t how = input.u8();
    const std::uint16_t length = input.u16();
    const ByteView bytes = input.take(length);
    read_frames(bytes);
    const ExactCopy datagram(make_datagram(how, bytes, number));
    if (datagram.view().empty()) continue;
    const std::size_t before = labels.size_bytes();
    const Progress progress = hello.take_datagram(datagram.view(), (how & 1) == 0, labels);
    require(labels.size_bytes() >= before, "labels are not taken away");
    require(labels.size_bytes() <= Labels::kMaxBytes, "labels have their bound");
    if (progress == Progress::kDone) break;
  }
  return 0;
}
