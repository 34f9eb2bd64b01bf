#include "flow/tunnel_table.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace flowsnoop {
namespace {

constexpr HashKey kHashKey{1, 2};
const IpAddress kA = *parse_ip_address("192.0.2.1");
const IpAddress kB = *parse_ip_address("198.51.100.7");

TunnelPath path_of(std::initializer_list<Tunnel> hops) {
  TunnelPath path;
  for (const Tunnel& hop : hops) path.hops[path.count++] = hop;
  return path;
}

TunnelPath vxlan(std::uint32_t id) {
  return path_of({{TunnelKind::kVxlan, true, 4, id, kA, kB}});
}

constexpr Tunnel kMpls{TunnelKind::kMpls, false, 0, 100, {}, {}};

TEST(TunnelTable, NumbersTunnelsFromOneInOrder) {
  TunnelTable table(kHashKey);
  EXPECT_EQ(table.find(vxlan(100)).number, 1u);
  EXPECT_EQ(table.find(vxlan(200)).number, 2u);
  EXPECT_EQ(table.find(vxlan(100)).number, 1u);
}

TEST(TunnelTable, GivesBothDirectionsOneNumberAndKeepsTheFirstPath) {
  TunnelTable table(kHashKey);
  const TunnelPath there = path_of({{TunnelKind::kGtpU, false, 4, 7, kA, kB}});
  const TunnelPath back = path_of({{TunnelKind::kGtpU, false, 4, 8, kB, kA}});
  const TunnelTable::Entry& first = table.find(there);
  EXPECT_EQ(&table.find(back), &first);
  EXPECT_EQ(first.path.hops[0].id, 7u);
  EXPECT_EQ(first.path.hops[0].source, kA);
}

TEST(TunnelTable, DoesNotTellConversationsApartByLabels) {
  TunnelTable table(kHashKey);
  const TunnelTable::Entry& labelled = table.find(path_of({kMpls}));
  EXPECT_EQ(labelled.number, 0u);
  EXPECT_EQ(labelled.path.count, 1);
  TunnelPath both = path_of({kMpls});
  both.hops[both.count++] = vxlan(100).hops[0];
  const std::uint32_t number = table.find(both).number;
  EXPECT_NE(number, 0u);
  EXPECT_EQ(table.find(vxlan(100)).number, number);
  EXPECT_EQ(table.find(both).path.count, 2);
  EXPECT_NE(table.find(vxlan(200)).number, number);
}

TEST(TunnelTable, KeepsEntriesWhereTheyAre) {
  TunnelTable table(kHashKey);
  const TunnelTable::Entry* first = &table.find(vxlan(0));
  for (std::uint32_t id = 1; id < 5000; ++id) table.find(vxlan(id));
  EXPECT_EQ(&table.find(vxlan(0)), first);
  EXPECT_EQ(table.overflowed(), 0u);
}

TEST(TunnelTable, IsBoundedAndCountsWhatFindsNoRoom) {
  TunnelTable table(kHashKey);
  for (std::uint32_t id = 0; id < TunnelTable::kMaxTunnels; ++id) table.find(vxlan(id));
  EXPECT_EQ(table.overflowed(), 0u);
  const TunnelTable::Entry& shared = table.find(vxlan(TunnelTable::kMaxTunnels));
  EXPECT_EQ(&table.find(vxlan(TunnelTable::kMaxTunnels + 1)), &shared);
  EXPECT_EQ(shared.path.count, 0);
  EXPECT_GT(shared.number, TunnelTable::kMaxTunnels);
  EXPECT_EQ(table.overflowed(), 2u);
  // Those that were there before are told apart still.
  EXPECT_EQ(table.find(vxlan(0)).number, 1u);
  EXPECT_EQ(table.overflowed(), 2u);
}

}  // namespace
}  // namespace flowsnoop
