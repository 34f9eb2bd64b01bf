#include "decode/tunnel_identity.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace flowsnoop {
namespace {

const IpAddress kA = *parse_ip_address("192.0.2.1");
const IpAddress kB = *parse_ip_address("198.51.100.7");
const IpAddress kC = *parse_ip_address("203.0.113.9");

TunnelPath path_of(std::initializer_list<Tunnel> hops) {
  TunnelPath path;
  for (const Tunnel& hop : hops) path.hops[path.count++] = hop;
  return path;
}

Tunnel named(TunnelKind kind, std::uint32_t id, const IpAddress& from, const IpAddress& to) {
  return {kind, true, 4, id, from, to};
}
Tunnel unnamed(TunnelKind kind, std::uint32_t id, const IpAddress& from, const IpAddress& to) {
  return {kind, false, 4, id, from, to};
}

bool same(const TunnelPath& a, const TunnelPath& b) {
  return tunnel_identity(a) == tunnel_identity(b);
}

TEST(TunnelIdentity, IsTheIdWhereATunnelHasOne) {
  const TunnelPath path = path_of({named(TunnelKind::kVxlan, 100, kA, kB)});
  EXPECT_TRUE(same(path, path_of({named(TunnelKind::kVxlan, 100, kB, kA)})));
  EXPECT_TRUE(same(path, path_of({named(TunnelKind::kVxlan, 100, kA, kC)})));
  EXPECT_FALSE(same(path, path_of({named(TunnelKind::kVxlan, 101, kA, kB)})));
  EXPECT_FALSE(same(path, path_of({named(TunnelKind::kGeneve, 100, kA, kB)})));
}

TEST(TunnelIdentity, IsThePairOfAddressesOtherwise) {
  const TunnelPath path = path_of({unnamed(TunnelKind::kGtpU, 7, kA, kB)});
  EXPECT_TRUE(same(path, path_of({unnamed(TunnelKind::kGtpU, 8, kB, kA)})));
  EXPECT_FALSE(same(path, path_of({unnamed(TunnelKind::kGtpU, 7, kA, kC)})));
  EXPECT_FALSE(same(path, path_of({unnamed(TunnelKind::kIpip, 7, kA, kB)})));
}

TEST(TunnelIdentity, TellsGreWithAndWithoutAKeyApart) {
  EXPECT_FALSE(same(path_of({named(TunnelKind::kGre, 0, kA, kB)}),
                    path_of({unnamed(TunnelKind::kGre, 0, kA, kB)})));
}

TEST(TunnelIdentity, IsThatOfEveryHopInOrder) {
  const Tunnel vxlan = named(TunnelKind::kVxlan, 100, kA, kB);
  const Tunnel ipip = unnamed(TunnelKind::kIpip, 0, kA, kB);
  EXPECT_TRUE(same(path_of({vxlan, ipip}), path_of({vxlan, ipip})));
  EXPECT_FALSE(same(path_of({vxlan, ipip}), path_of({ipip, vxlan})));
  EXPECT_FALSE(same(path_of({vxlan, ipip}), path_of({vxlan})));
  EXPECT_FALSE(same(path_of({vxlan}), path_of({})));
}

TEST(TunnelIdentity, OfMplsIsItsKind) {
  EXPECT_TRUE(same(path_of({unnamed(TunnelKind::kMpls, 100, {}, {})}),
                   path_of({unnamed(TunnelKind::kMpls, 200, kA, kB)})));
}

TEST(WithoutLabels, LeavesOutMplsOnly) {
  const Tunnel vxlan = named(TunnelKind::kVxlan, 100, kA, kB);
  const Tunnel mpls = unnamed(TunnelKind::kMpls, 100, kA, kB);
  EXPECT_TRUE(same(without_labels(path_of({mpls, vxlan, mpls})), path_of({vxlan})));
  EXPECT_EQ(without_labels(path_of({mpls})).count, 0);
}

}  // namespace
}  // namespace flowsnoop
