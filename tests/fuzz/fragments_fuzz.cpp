// Fragments of a capture through the reassembler: every frame comes out once, no datagram has more
// than it may, and each of its bytes is the one that came first.
//
// Input: a pcap savefile as CaptureImage has it.
#include "capture_image.h"
#include "capture_mutator.h"
#include "decode/decode.h"
#include "decode/fragment.h"
#include "decode/fragments.h"

namespace flowsnoop::fuzz {
namespace {

// What a datagram should be, put together one byte at a time.
class Model {
 public:
  using Key = std::tuple<std::uint32_t, int, int, decltype(IpAddress::bytes),
                         decltype(IpAddress::bytes), decltype(TunnelIdentity::bytes)>;

  static Key key_of(const Decoded& headers) {
    return {headers.fragment_identification,
            headers.ip_version,
            headers.ip_version == 4 ? headers.protocol : 0,
            headers.source.bytes,
            headers.destination.bytes,
            tunnel_identity(headers.tunnels).bytes};
  }

  void add(const Decoded& fragment) {
    std::map<std::size_t, int>& bytes = datagrams_[key_of(fragment)];
    for (std::size_t i = 0; i < fragment.payload_length; ++i) {
      const bool is_there = i < fragment.payload_captured;
      bytes.emplace(fragment.fragment_offset + i, is_there ? fragment.payload[i] : kCut);
    }
  }

  void check(const Datagram& datagram) {
    std::map<std::size_t, int>& bytes = datagrams_[key_of(datagram.headers)];
    require(!datagram.is_whole || bytes.size() == bytes.rbegin()->first + 1,
            "what is whole has no gap");
    std::size_t at = 0;
    for (auto byte = bytes.begin(); byte != bytes.end(); ++byte, ++at) {
      if (byte->first != at || byte->second == kCut) break;
      require(at < datagram.bytes.size() && datagram.bytes[at] == byte->second,
              "a byte is the one that came first");
    }
    require(at == datagram.bytes.size(), "there is all that came before the first gap");
    datagrams_.erase(key_of(datagram.headers));
  }

 private:
  static constexpr int kCut = -1;  // was sent and not captured
  std::map<Key, std::map<std::size_t, int>> datagrams_;
};

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
    // One that is too old for this fragment was handed out without it.
    std::erase_if(out_, [&](const Datagram& datagram) {
      if (!datagram.is_whole) check(datagram);
      return !datagram.is_whole;
    });
    if (taken) {
      ++frames_in_;
      model_.add(decoded);
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
    model_.check(datagram);
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
  Model model_;
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
