#include "cli/split_names.h"

#include <gtest/gtest.h>

#include "flowsnoop/ports.h"

namespace flowsnoop {
namespace {

IpAddress ipv6_address() {
  IpAddress address;
  address.bytes = {0x20, 0x01, 0x0d, 0xb8};
  address.bytes[15] = 1;
  return address;
}

PacketFlow packet_flow(std::uint8_t protocol) {
  const std::uint8_t octets[] = {192, 0, 2, 1};
  PacketFlow packet;
  packet.flow_id = 17;
  packet.address[0] = IpAddress::from_ipv4(octets);
  packet.address[1] = ipv6_address();
  packet.port[0] = 51514;
  packet.port[1] = 443;
  packet.protocol = protocol;
  return packet;
}

TEST(SplitNames, OfAConversationTellIdProtocolAndEnds) {
  EXPECT_EQ(flow_file_name(packet_flow(6)), "17-tcp-192.0.2.1_51514-2001_db8__1_443");
  EXPECT_EQ(flow_file_name(packet_flow(1)), "17-icmp-192.0.2.1-2001_db8__1");
}

TEST(SplitNames, OfAHostAreItsAddress) {
  EXPECT_EQ(host_file_name(packet_flow(6).address[0]), "192.0.2.1");
  EXPECT_EQ(host_file_name(ipv6_address()), "2001_db8__1");
}

TEST(SplitNames, OfAServiceTellProtocolPortAndName) {
  FlowRecord record;
  record.protocol = 6;
  record.server.port = 443;
  EXPECT_EQ(service_file_name(record), "tcp-443");
  record.service = "https";
  EXPECT_EQ(service_file_name(record), "tcp-443-https");
  record.service = "../a b";
  EXPECT_EQ(service_file_name(record), "tcp-443-.._a_b");
  record.protocol = 1;
  EXPECT_EQ(service_file_name(record), "icmp");
}

TEST(SplitNames, OfAnyProtocolAreNamesOfFiles) {
  for (int protocol = 0; protocol < 256; ++protocol) {
    const std::string name = flow_file_name(packet_flow(static_cast<std::uint8_t>(protocol)));
    EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz"
                                     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"),
              std::string::npos)
        << name;
  }
}

}  // namespace
}  // namespace flowsnoop
