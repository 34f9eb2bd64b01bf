// What the files of --split are called. Names have letters, digits, '.', '_' and '-' only: of what
// packets say, addresses and numbers. Pure functions.
#pragma once

#include <string>

#include "flowsnoop/analyzer.h"
#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// "17-tcp-192.0.2.1_51514-192.0.2.2_443": flow_id, protocol, and both ends, first the one that sent
// the first packet.
std::string flow_file_name(const PacketFlow& packet);

// "192.0.2.1", "2001_db8__1"
std::string host_file_name(const IpAddress& address);

// "tcp-443-https", "udp-61234", "icmp": protocol, the server's port and its registered name.
std::string service_file_name(const FlowRecord& record);

// Of the packets that have no other file.
inline constexpr char kOtherFileName[] = "other";

}  // namespace flowsnoop
