#include "capture/link_types.h"

#include <gtest/gtest.h>
#include <pcap/pcap.h>

namespace flowsnoop {
namespace {

TEST(LinkTypes, RawIpHasAnotherNumberInSavefiles) {
  EXPECT_EQ(link_type_from_dlt(DLT_RAW), LinkType::kRaw);
  EXPECT_EQ(dlt_from_link_type(LinkType::kRaw), DLT_RAW);
  EXPECT_EQ(dlt_from_link_type(LinkType::kRawOpenBsd), DLT_RAW);
}

TEST(LinkTypes, MostNumbersAreTheSame) {
  for (const int dlt : {DLT_NULL, DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_IPV4, DLT_LOOP}) {
    EXPECT_EQ(static_cast<int>(link_type_from_dlt(dlt)), dlt);
    EXPECT_EQ(dlt_from_link_type(link_type_from_dlt(dlt)), dlt);
  }
}

TEST(LinkTypes, HaveTheNamesOfLibpcap) {
  EXPECT_EQ(link_type_name(LinkType::kEthernet), "EN10MB (Ethernet)");
  EXPECT_EQ(link_type_name(LinkType::kRaw), "RAW (Raw IP)");
  EXPECT_EQ(link_type_name(static_cast<LinkType>(65'000)), "LINKTYPE 65000");
}

}  // namespace
}  // namespace flowsnoop
