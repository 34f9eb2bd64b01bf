#include "flowsnoop/tunnel.h"

#include <algorithm>
#include <set>

#include "carried.h"

namespace flowsnoop::test {
namespace {

TEST(TunnelPath, ReadsOutermostFirstWithTheIdsThatNameATunnel) {
  TunnelPath path;
  EXPECT_EQ(path_text(path), "");
  path.hops[path.count++] = {TunnelKind::kVxlan, true, 4, 100, {}, {}};
  EXPECT_EQ(path_text(path), "vxlan:100");
  path.hops[path.count++] = {TunnelKind::kGtpU, false, 4, 7, {}, {}};
  path.hops[path.count++] = {TunnelKind::kIpip, false, 4, 0, {}, {}};
  EXPECT_EQ(path_text(path), "vxlan:100/gtp-u/ipip");
}

TEST(TunnelPath, FitsTheRoomThatIsStated) {
  std::size_t longest = 0;
  for (std::size_t kind = 0; kind < kTunnelKindCount; ++kind) {
    TunnelPath path;
    for (Tunnel& hop : path.hops) {
      hop = {static_cast<TunnelKind>(kind), true, 4, 0xffffffff, {}, {}};
      ++path.count;
    }
    longest = std::max(longest, path_text(path).size());
  }
  EXPECT_LE(longest, kMaxTunnelPathText);
}

TEST(TunnelPath, CopiesTheHopsThatItHas) {
  TunnelPath path;
  path.hops[path.count++] = {TunnelKind::kGre, true, 4, 5, {}, {}};
  const TunnelPath copy = path;
  EXPECT_EQ(path_text(copy), "gre:5");
  path = TunnelPath();
  EXPECT_EQ(path.count, 0);
}

TEST(TunnelKind, HasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t kind = 0; kind < kTunnelKindCount; ++kind) {
    const std::string_view name = to_string(static_cast<TunnelKind>(kind));
    EXPECT_FALSE(name.empty());
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

}  // namespace
}  // namespace flowsnoop::test
