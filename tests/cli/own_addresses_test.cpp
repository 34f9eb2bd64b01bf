#include "cli/own_addresses.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {
namespace {

TEST(OwnAddresses, AreThoseOfTheInterfaces) {
  std::size_t listed = 0;
  for (const LiveInterface& item : list_interfaces()) listed += item.addresses.size();
  EXPECT_EQ(own_addresses().empty(), listed == 0);
  EXPECT_LE(own_addresses().size(), listed);
}

}  // namespace
}  // namespace flowsnoop
