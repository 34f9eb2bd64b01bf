// Fragments of a capture through the reassembler: every frame comes out once, and no datagram has
// more than it may.
//
// Input: a pcap savefile as CaptureImage has it.
#include "capture_image.h"
#include "capture_mutator.h"
#include "decode/decode.h"
#include "decode/fragment.h"
#include "decode/fragments.h"

namespace flowsnoop::fuzz {
namespace {

// Counts what goes in and what comes out.
class Balance {
 public:
  void take(const CaptureRecord& record, LinkType link_type) {
    const ExactCopy frame(record.bytes);
    Packet packet;
    packet.data = frame.view().data();
    packet.captured_length = static_cast<std::uint32_t>(frame.view().size());
    packet.original_length = std::max(record.original_length, packet.captured_length);
    packet.timestamp_ns = std::int64_t{record.seconds} * 1'000'000'000 + record.nanoseconds;
    packet.frame_number = ++frame_number_;
    packet.link_type = link_type;
    reassembler_.expire(packet.timestamp_ns, out_);
    hand_out();
    Decoded decoded;
    if (decode_packet(packet, decoded, {.hold_fragments = true}) != FrameBucket::kFragment ||
        !is_ip_fragment(decoded)) {
      return;
    }
    add(packet, decoded);
  }

  void finish() {
    reassembler_.give_up_all(out_);
    hand_out();
    require(reassembler_.empty(), "nothing is held after all was given up");
    require(frames_in_ == frames_out_, "every frame that was taken comes out once");
    const FragmentCounts& counts = reassembler_.counts();
    require(counts.reassembled == whole_ && counts.incomplete == incomplete_,
            "datagrams are counted as what they are");
    require(counts.refused == refused_, "fragments that are refused are counted");
  }

 private:
  void add(const Packet& packet, const Decoded& decoded) {
    const FrameShare share{0, 1};
    const bool taken = reassembler_.add({.headers = decoded,
                                         .timestamp_ns = packet.timestamp_ns,
                                         .frame_number = packet.frame_number,
                                         .original_length = packet.original_length,
                                         .frames = {&share, 1}},
                                        out_);
    if (taken) {
      ++frames_in_;
    } else {
      ++refused_;
    }
    hand_out();
  }

  void hand_out() {
    for (const Datagram& datagram : out_) check(datagram);
    out_.clear();
  }

  void check(const Datagram& datagram) {
    ++(datagram.is_whole ? whole_ : incomplete_);
    require(datagram.bytes.size() <= FragmentReassembler::kMaxDatagramSize,
            "a datagram is no longer than IP allows");
    require(!datagram.is_whole || datagram.has_first, "what is whole has its beginning");
    for (const FrameShare& share : datagram.frames) frames_out_ += share.frames;
    if (!datagram.has_first) return;
    require(datagram.headers.payload == datagram.bytes.data() &&
                datagram.headers.payload_captured == datagram.bytes.size(),
            "the payload is what was put together");
    require(datagram.headers.payload_length >= datagram.bytes.size(),
            "no more is there than was sent");
    Decoded inside;
    decode_datagram(datagram.headers, datagram.is_whole, inside, {.verify_checksums = true});
  }

  FragmentReassembler reassembler_;
  std::vector<Datagram> out_;
  std::uint64_t frame_number_ = 0;
  std::uint64_t frames_in_ = 0;
  std::uint64_t frames_out_ = 0;
  std::uint64_t refused_ = 0;
  std::uint64_t whole_ = 0;
  std::uint64_t incomplete_ = 0;
};

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop::fuzz;
  const auto image = CaptureImage::parse({data, size});
  if (!image) return -1;
  Balance balance;
  for (const CaptureRecord& record : image->records) {
    balance.take(record, static_cast<flowsnoop::LinkType>(image->link_type));
  }
  balance.finish();
  return 0;
}
