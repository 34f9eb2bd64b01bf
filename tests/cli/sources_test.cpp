#include "cli/sources.h"

#include <gtest/gtest.h>

#include "test_paths.h"

namespace flowsnoop {
namespace {

std::size_t packets_of(const Config& config) {
  const auto source = open_source(config);
  PacketBatch batch;
  std::size_t packets = 0;
  while (source.source->read(batch) == ReadStatus::kPackets) packets += batch.size;
  return packets;
}

TEST(Sources, OpensOneSavefileOrSeveral) {
  Config config;
  config.savefiles = {FLOWSNOOP_SOURCE_DIR "/captures/github-https.pcapng"};
  EXPECT_EQ(packets_of(config), 31u);
  config.savefiles.push_back(FLOWSNOOP_SOURCE_DIR "/captures/dns-udp.pcapng");
  EXPECT_EQ(packets_of(config), 41u);
}

TEST(Sources, SaysWhichFileIsMissing) {
  Config config;
  config.savefiles = {"/nonexistent/capture.pcap"};
  EXPECT_THROW(open_source(config), CaptureError);
}

}  // namespace
}  // namespace flowsnoop
