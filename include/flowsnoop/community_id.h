// Community ID version 1: one name for a conversation that every tool which follows the same
// specification gives it, so that its records can be joined with those of Zeek, Suricata, Arkime
// and others. Specification: https://github.com/corelight/community-id-spec
//
// Pure functions; they may run in parallel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "flowsnoop/flow_record.h"
#include "flowsnoop/ip_address.h"

namespace flowsnoop {

// What a Community ID is made of: a packet's or a conversation's ends. Which end is the source does
// not matter where both directions can be told to be one conversation.
struct CommunityEnds {
  IpAddress source;
  IpAddress destination;
  std::uint8_t ip_version = 4;  // 4 or 6
  std::uint8_t protocol = 0;    // IANA protocol number
  // Ports of TCP, UDP and SCTP; of ICMP and ICMPv6, type and code. Others have none.
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
};

// "1:" and 20 bytes in base64.
inline constexpr std::size_t kCommunityIdSize = 30;

// Whether this build can make them: they need OpenSSL's SHA-1.
bool has_community_id();

// Writes the ID at `out`, which has room for kCommunityIdSize characters, and returns the end of
// what was written; writes nothing where has_community_id() is false. IDs of different seeds do not
// compare.
char* format_community_id(const CommunityEnds& ends, std::uint16_t seed, char* out);

std::string community_id(const CommunityEnds& ends, std::uint16_t seed = 0);

// The ends of a record's conversation, the client as the source.
CommunityEnds community_ends(const FlowRecord& record);

}  // namespace flowsnoop
