#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kBacnet = Application::kBacnet;

TEST(Bacnet, WhoAskedIsAHint) {
  expect_client(udp(47808, 47808, from_hex("810a0012 01 04 00 05 01 0c 0c00000001 1955 ff")),
                kBacnet, Strength::kHint);
  expect_server(udp(47808, 47808, from_hex("810a000f 01 00 30 01 0c 0c00000001 19")), kBacnet,
                Strength::kHint);
  expect_server(udp(47808, 47808, from_hex("810a0009 01 00 20 01 0f")), kBacnet, Strength::kHint);
}

TEST(Bacnet, AddressesAndForwardingAreSkipped) {
  expect_client(udp(47808, 47808, from_hex("810a0014 01 24 0001 01 05 ff 00 05 01 0c 0c000000 01")),
                kBacnet, Strength::kHint);
  expect_client(udp(47808, 47808, from_hex("81040012 c0000207bac0 01 04 00 05 01 0c 0c00")),
                kBacnet, Strength::kHint);
}

TEST(Bacnet, WhatGoesToAllHasNoDirection) {
  expect_anyone(udp(47808, 47808, from_hex("810b0008 01 00 10 08")), kBacnet);
  expect_anyone(udp(47808, 47808, from_hex("81000006 0000")), kBacnet);
}

TEST(Bacnet, NearMisses) {
  expect_nothing(udp(47808, 47808, from_hex("810b0009 01 00 10 08")));
  expect_nothing(udp(47808, 47808, from_hex("820b0008 01 00 10 08")));
  expect_nothing(udp(47808, 47808, from_hex("813b0008 01 00 10 08")));
}

}  // namespace
}  // namespace flowsnoop::test
