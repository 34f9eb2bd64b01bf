// Each sample capture cut and with bytes changed, through the library, at places that are evenly
// spread. FLOWSNOOP_THOROUGH=1 takes every byte.
#include <gtest/gtest.h>

#include <cstdlib>

#include "adverse/analysis.h"
#include "adverse/sample_captures.h"
#include "capture/byte_order.h"

namespace flowsnoop::test {
namespace {

constexpr std::size_t kMostPlaces = 60;

// Where records or blocks end, the first being the end of what a capture must have at least; by a
// walk of its own. Nothing where the capture is damaged as it is.
struct Boundary {
  std::size_t offset = 0;
  std::size_t packets = 0;  // before it
};

std::vector<Boundary> walk_pcap(const Bytes& bytes, const ReadResult& whole) {
  std::vector<Boundary> ends{{24, 0}};
  for (const CopiedPacket& packet : whole.packets) {
    ends.push_back({ends.back().offset + 16 + packet.data.size(), ends.size()});
  }
  if (ends.back().offset != bytes.size()) return {};  // its record headers have another size
  return ends;
}

std::vector<Boundary> walk_pcapng(const Bytes& bytes) {
  std::vector<Boundary> ends;
  std::size_t packets = 0;
  bool swapped = false;
  for (std::size_t at = 0; at + 12 <= bytes.size();) {
    const std::uint32_t type = load32(&bytes[at], swapped);
    if (type == 0x0a0d0d0a) swapped = load32(&bytes[at + 8], false) != 0x1a2b3c4d;
    const std::uint32_t size = load32(&bytes[at + 4], swapped);
    if (type == 2 || type == 3 || type == 6) ++packets;
    at += size;
    ends.push_back({at, packets});
  }
  return ends;
}

class Damaged : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    bytes_ = bytes_of(kSampleCaptures / GetParam());
    whole_ = read_bytes(bytes_);
    if (!whole_.damages.empty()) GTEST_SKIP() << "it is damaged as it is";
    ends_ = GetParam().ends_with(".pcapng") ? walk_pcapng(bytes_) : walk_pcap(bytes_, whole_);
    if (ends_.empty()) GTEST_SKIP() << "a variant that this test does not walk";
  }

  // Calls visit(place) for each byte, or for as many as there is time for.
  template <typename Visit>
  void for_each_place(Visit visit) const {
    const bool every = std::getenv("FLOWSNOOP_THOROUGH") != nullptr;
    const std::size_t step = every ? 1 : bytes_.size() / kMostPlaces + 1;
    for (std::size_t at = 0; at < bytes_.size(); at += step) {
      visit(at);
      if (HasFatalFailure()) return;
    }
  }

  // The last boundary that is not after `offset`.
  Boundary boundary_before(std::size_t offset) const {
    Boundary last{};
    for (const Boundary& end : ends_) {
      if (end.offset <= offset) last = end;
    }
    return last;
  }

  void expect_packets_begin_as_before(const ReadResult& read, std::size_t count) const {
    ASSERT_GE(read.packets.size(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(read.packets[i], whole_.packets[i]) << i;
  }

  Bytes bytes_;
  ReadResult whole_;
  std::vector<Boundary> ends_;
};

// Every packet is in one bucket, whatever became of it.
void expect_all_are_counted(const ReadResult& read) {
  const Analysis analysis = analyze(read.packets, {.verify_checksums = true, .second_look = true});
  std::uint64_t packets = 0;
  for (const Analysis::Record& record : analysis.records) {
    packets +=
        record.flow.client.packets + record.flow.server.packets - record.flow.carried_packets;
    ASSERT_GE(record.flow.end_ns, record.flow.start_ns);
  }
  std::uint64_t in_flows = 0;
  for (std::size_t i = 0; i < kFrameBucketCount; ++i) {
    const auto bucket = static_cast<FrameBucket>(i);
    if (is_flow(bucket)) in_flows += analysis.accounting.frames(bucket);
  }
  ASSERT_EQ(packets, in_flows);
  ASSERT_EQ(analysis.accounting.total(), read.packets.size());
}

TEST_P(Damaged, CutAnywhereGivesAllPacketsBeforeTheCut) {
  if (GetParam() == "pcap-captured-over-original.pcap") {
    GTEST_SKIP() << "what is left of it is a whole capture of a variant with longer headers";
  }
  for_each_place([&](std::size_t size) {
    SCOPED_TRACE("cut after " + std::to_string(size) + " bytes");
    const Bytes cut(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(size));
    const Boundary boundary = boundary_before(size);
    ReadResult read;
    try {
      read = read_bytes(cut);
    } catch (const CaptureError&) {
      ASSERT_LT(size, 12u);  // too little to tell that it is a capture
      return;
    }
    ASSERT_EQ(read.packets.size(), boundary.packets);
    expect_packets_begin_as_before(read, boundary.packets);
    ASSERT_EQ(read.damages.empty(), size == boundary.offset);
    expect_all_are_counted(read);
  });
}

TEST_P(Damaged, AChangedByteLeavesThePacketsBeforeIt) {
  for_each_place([&](std::size_t at) {
    SCOPED_TRACE("byte " + std::to_string(at) + " changed");
    Bytes changed = bytes_;
    changed[at] = static_cast<std::uint8_t>(~changed[at]);
    try {
      const ReadResult read = read_bytes(changed);
      // What a file header says is about all packets.
      if (at >= ends_.front().offset) {
        expect_packets_begin_as_before(read, boundary_before(at).packets);
      }
      expect_all_are_counted(read);
    } catch (const CaptureError&) {
      ASSERT_LT(at, ends_.front().offset);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(All, Damaged, testing::ValuesIn(sample_captures()), test_name);

// The program itself, at a few places of each capture.
TEST(DamagedProgram, ExitsWithThreeWhereACaptureIsCut) {
  for (const char* name : {"github-https.pcapng", "pcap-microsecond.pcap", "dns-udp.pcapng",
                           "fragments.pcapng", "tunnel-nested.pcapng", "wireless.pcap"}) {
    SCOPED_TRACE(name);
    const std::string bytes = read_file(kSampleCaptures / name);
    for (std::size_t part = 1; part < 8; ++part) {
      const std::string cut = bytes.substr(0, bytes.size() * part / 8 | 1);  // never a boundary
      const ProgramResult result =
          run_program({.arguments = {"-r", "-", "--format", "json"}, .standard_input = cut});
      EXPECT_EQ(result.exit_status, 3) << result.error;
      EXPECT_NE(result.error.find(": byte "), std::string::npos) << result.error;
    }
  }
}

}  // namespace
}  // namespace flowsnoop::test
