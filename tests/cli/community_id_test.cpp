// Community IDs as the program writes them, against those that the specification publishes for its
// captures. These are in the collection of real captures beside the project, where it is there.
#include "flowsnoop/community_id.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/program.h"
#include "test_paths.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;

const std::filesystem::path kSpecification =
    FLOWSNOOP_SOURCE_DIR "/../shared/real/community-id-spec";

// With the default seed where none is given.
std::string records_of(const std::string& capture, const std::string& seed = "") {
  std::vector<std::string> arguments = {"-r", capture, "--format", "json"};
  if (!seed.empty()) arguments.insert(arguments.end(), {"--community-id-seed", seed});
  return run_program({.arguments = arguments}).output;
}

// All IDs in JSON, whoever wrote it: what stands in quotation marks and begins with "1:".
std::vector<std::string> ids_in(const std::string& json) {
  constexpr std::string_view kBegin = "\"1:";
  std::vector<std::string> ids;
  for (std::size_t at = json.find(kBegin); at != json.npos; at = json.find(kBegin, at + 1)) {
    ids.push_back(json.substr(at + 1, kCommunityIdSize));
  }
  return ids;
}

TEST(CommunityIdOutput, IsWhatTheSpecificationPublishes) {
  if (!has_community_id() || !std::filesystem::exists(kSpecification)) {
    GTEST_SKIP() << "no OpenSSL, or the collection of real captures is not here";
  }
  const std::pair<const char*, const char*> baselines[] = {{"0", "baseline_deflt.json"},
                                                           {"1", "baseline_seed1.json"}};
  for (const auto& [seed, file] : baselines) {
    const std::string published = read_file(kSpecification / file);
    for (const char* capture : {"pcaps__tcp.pcap", "pcaps__udp.pcap", "pcaps__ipv6.pcap"}) {
      const auto ids = ids_in(records_of(kSpecification / capture, seed));
      EXPECT_FALSE(ids.empty()) << capture;
      for (const std::string& id : ids) EXPECT_THAT(published, HasSubstr(id)) << capture;
    }
  }
}

TEST(CommunityIdOutput, DiffersBySeed) {
  if (!has_community_id()) GTEST_SKIP() << "no OpenSSL";
  const std::string capture = "captures/dns-udp.pcapng";
  EXPECT_EQ(ids_in(records_of(capture)), ids_in(records_of(capture, "0")));
  EXPECT_NE(ids_in(records_of(capture, "0")), ids_in(records_of(capture, "65535")));
}

}  // namespace
}  // namespace flowsnoop::test
