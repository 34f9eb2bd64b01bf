// The fields of TCP that each side of a conversation has, written down once for both. A part of
// field_table.h, and for no other file.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "flowsnoop/tcp_record.h"
#include "output/fields.h"

namespace flowsnoop {

// A text in which "@" stands for "client" or "server".
template <std::size_t size>
struct SideText {
  // NOLINTNEXTLINE(google-explicit-constructor): reads as the text that it is
  consteval SideText(const char (&from)[size]) { std::copy_n(from, size, text); }
  char text[size]{};
};

template <bool kClient, SideText pattern>
struct FilledSideText {
  static constexpr std::string_view kSide = kClient ? "client" : "server";
  static constexpr std::size_t kLength = sizeof pattern.text - 1;
  static constexpr auto kText = [] {
    constexpr auto kPlaces = std::count(pattern.text, pattern.text + kLength, '@');
    std::array<char, kLength + kPlaces*(kSide.size() - 1)> text{};
    char* out = text.data();
    for (const char c : std::string_view(pattern.text, kLength)) {
      if (c == '@') {
        out = std::copy(kSide.begin(), kSide.end(), out);
      } else {
        *out++ = c;
      }
    }
    return text;
  }();
};

template <bool kClient, SideText pattern>
inline constexpr std::string_view of_side{FilledSideText<kClient, pattern>::kText.data(),
                                          FilledSideText<kClient, pattern>::kText.size()};

inline FieldValue count_or_absent(std::uint64_t count) {
  return count == 0 ? FieldValue{} : FieldValue{count};
}

// What a connection does not have is absent.
template <TcpEndpoint TcpRecord::*side, auto member>
FieldValue tcp_count(const FlowRecord& record) {
  return record.tcp == nullptr ? FieldValue{} : count_or_absent((record.tcp->*side).*member);
}

// Absent where it is the same as payload_bytes.
template <TcpEndpoint TcpRecord::*side>
FieldValue unique_bytes(const FlowRecord& record) {
  if (record.tcp == nullptr || (record.tcp->*side).retransmitted_bytes == 0) return {};
  return (record.tcp->*side).unique_bytes;
}

template <TcpEndpoint TcpRecord::*side>
FieldValue highest_ttl(const FlowRecord& record) {
  if (record.tcp == nullptr) return {};
  const TcpEndpoint& endpoint = record.tcp->*side;
  if (endpoint.max_hop_limit == endpoint.min_hop_limit) return {};
  return std::uint64_t{endpoint.max_hop_limit};
}

template <TcpEndpoint TcpRecord::*side, auto member>
FieldValue tcp_flag(const FlowRecord& record) {
  return record.tcp != nullptr && (record.tcp->*side).*member ? FieldValue(true) : FieldValue{};
}

template <TcpEndpoint TcpRecord::*side>
FieldValue window_scale(const FlowRecord& record) {
  if (record.tcp == nullptr) return {};
  const std::uint8_t scale = (record.tcp->*side).window_scale;
  return scale == TcpEndpoint::kNoWindowScale ? FieldValue{} : FieldValue(std::uint64_t{scale});
}

template <TcpEndpoint TcpRecord::*side, auto member>
FieldValue round_trip(const FlowRecord& record) {
  if (record.tcp == nullptr || (record.tcp->*side).round_trips.samples == 0) return {};
  return (record.tcp->*side).round_trips.*member;
}

// clang-format off
template <bool kClient, TcpEndpoint TcpRecord::*side = kClient ? &TcpRecord::client : &TcpRecord::server>
inline constexpr Field kTcpFields[] = {
    {of_side<kClient, "flowsnoop.@.tcp.unique_bytes">, FieldKind::kInteger, "bytes",
     unique_bytes<side>,
     of_side<kClient, "The TCP payload that the @ sent, each byte once; absent where none came twice.">},
    {of_side<kClient, "flowsnoop.@.tcp.retransmitted_bytes">, FieldKind::kInteger, "bytes",
     tcp_count<side, &TcpEndpoint::retransmitted_bytes>,
     of_side<kClient, "The TCP payload of the @ that the capture had before.">},
    {of_side<kClient, "flowsnoop.@.tcp.missed_bytes">, FieldKind::kInteger, "bytes",
     tcp_count<side, &TcpEndpoint::missed_bytes>,
     of_side<kClient, "What the @ sent that the capture does not have although it was acknowledged.">},
    {of_side<kClient, "flowsnoop.@.tcp.gaps">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::gaps>,
     of_side<kClient, "The segments of the @ in front of which something was missing when they came.">},
    {of_side<kClient, "flowsnoop.@.tcp.retransmissions">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::retransmissions>,
     of_side<kClient, "The segments that the @ sent again, fast and spurious ones too.">},
    {of_side<kClient, "flowsnoop.@.tcp.fast_retransmissions">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::fast_retransmissions>,
     "Those for which duplicate ACKs had just asked."},
    {of_side<kClient, "flowsnoop.@.tcp.spurious_retransmissions">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::spurious_retransmissions>,
     "Those that had been acknowledged before."},
    {of_side<kClient, "flowsnoop.@.tcp.out_of_order">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::out_of_order>,
     of_side<kClient, "The segments of the @ that came later than what follows them.">},
    {of_side<kClient, "flowsnoop.@.tcp.duplicate_acks">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::duplicate_acks>,
     of_side<kClient, "The duplicate ACKs that the @ sent.">},
    {of_side<kClient, "flowsnoop.@.tcp.zero_windows">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::zero_windows>,
     of_side<kClient, "The packets by which the @ said that it has no room.">},
    {of_side<kClient, "flowsnoop.@.tcp.zero_window_probes">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::zero_window_probes>,
     of_side<kClient, "The packets by which the @ asked whether there is room again.">},
    {of_side<kClient, "flowsnoop.@.tcp.window_fulls">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::window_fulls>,
     of_side<kClient, "The segments of the @ that used up the room of the other side.">},
    {of_side<kClient, "flowsnoop.@.tcp.keep_alives">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::keep_alives>,
     of_side<kClient, "The keep-alives that the @ sent.">},
    {of_side<kClient, "flowsnoop.@.tcp.resets">, FieldKind::kInteger, "packets",
     tcp_count<side, &TcpEndpoint::resets>,
     of_side<kClient, "The RSTs that the @ sent.">},
    {of_side<kClient, "flowsnoop.@.tcp.mss">, FieldKind::kInteger, "bytes",
     tcp_count<side, &TcpEndpoint::mss>,
     of_side<kClient, "The maximum segment size that the SYN of the @ states.">},
    {of_side<kClient, "flowsnoop.@.tcp.window_scale">, FieldKind::kInteger, "", window_scale<side>,
     of_side<kClient, "The shift of the windows that the SYN of the @ offers, absent where the other SYN offers none.">},
    {of_side<kClient, "flowsnoop.@.tcp.sack_permitted">, FieldKind::kBoolean, "",
     tcp_flag<side, &TcpEndpoint::sack_permitted>,
     of_side<kClient, "True where the SYN of the @ permits selective acknowledgments.">},
    {of_side<kClient, "flowsnoop.@.tcp.timestamps">, FieldKind::kBoolean, "",
     tcp_flag<side, &TcpEndpoint::timestamps>,
     of_side<kClient, "True where the SYN of the @ has the timestamps option.">},
    {of_side<kClient, "flowsnoop.@.tcp.fast_open">, FieldKind::kBoolean, "",
     tcp_flag<side, &TcpEndpoint::fast_open>,
     of_side<kClient, "True where the SYN of the @ has the Fast Open option.">},
    {of_side<kClient, "flowsnoop.@.tcp.mptcp">, FieldKind::kBoolean, "", tcp_flag<side, &TcpEndpoint::mptcp>,
     of_side<kClient, "True where the SYN of the @ has the Multipath TCP option.">},
    {of_side<kClient, "flowsnoop.@.tcp.ttl_min">, FieldKind::kInteger, "",
     tcp_count<side, &TcpEndpoint::min_hop_limit>,
     of_side<kClient, "The lowest time to live or hop limit of what the @ sent in TCP.">},
    {of_side<kClient, "flowsnoop.@.tcp.ttl_max">, FieldKind::kInteger, "",
     highest_ttl<side>,
     "The highest one, absent where it is the same."},
    {of_side<kClient, "flowsnoop.@.tcp.dscp">, FieldKind::kInteger, "", tcp_count<side, &TcpEndpoint::dscp>,
     of_side<kClient, "The differentiated services code point of the last packet of the @.">},
    {of_side<kClient, "flowsnoop.@.tcp.handshake_rtt">, FieldKind::kInteger, "ns",
     tcp_count<side, &TcpEndpoint::handshake_ns>,
     kClient ? "From the SYN-ACK to the ACK of the client: between the capture point and the client."
             : "From the SYN to the SYN-ACK: between the capture point and the server."},
    {of_side<kClient, "flowsnoop.@.tcp.rtt_min">, FieldKind::kInteger, "ns",
     round_trip<side, &RoundTrips::min_ns>,
     of_side<kClient, "The shortest time from data past the capture point to its acknowledgment by the @.">},
    {of_side<kClient, "flowsnoop.@.tcp.rtt_mean">, FieldKind::kInteger, "ns",
     round_trip<side, &RoundTrips::mean_ns>,
     "The mean of those times."},
    {of_side<kClient, "flowsnoop.@.tcp.rtt_max">, FieldKind::kInteger, "ns",
     round_trip<side, &RoundTrips::max_ns>,
     "The longest of them."},
    {of_side<kClient, "flowsnoop.@.tcp.rtt_smoothed">, FieldKind::kInteger, "ns",
     round_trip<side, &RoundTrips::smoothed_ns>,
     "Their smoothed value at the end, as RFC 6298 computes it."},
    {of_side<kClient, "flowsnoop.@.tcp.rtt_samples">, FieldKind::kInteger, "",
     round_trip<side, &RoundTrips::samples>,
     "How many of them there were."},
};
// clang-format on

}  // namespace flowsnoop
