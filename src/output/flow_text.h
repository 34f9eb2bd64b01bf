// How the parts of a conversation read in the formats for people.
//
// Pure functions; they may run in parallel. Views that they return live as long as the program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flowsnoop/flow_record.h"
#include "output/text_style.h"

namespace flowsnoop {

enum class PortClassForm : std::uint8_t {
  kFull,   // "well-known", "registered", "ephemeral"
  kShort,  // "wk", "reg", "eph"
  kNone,   // ""
};
inline constexpr std::size_t kPortClassFormCount = 3;

// "192.168.1.23:51514", "[2001:db8::1]:443" (RFC 3986 section 3.2.2); the address alone where
// there are no ports.
std::string socket_text(const Endpoint& endpoint, std::uint8_t ip_version, bool with_port = true);

// The same at `out`, which has room for kMaxValueText characters; returns its end.
char* write_socket(char* out, const Endpoint& endpoint, std::uint8_t ip_version, bool with_port);

// The same in at most `width` columns where that can be: the address loses its middle, the port
// stays whole where there is one.
std::string elided_socket(std::string_view socket, std::size_t width, std::string_view ellipsis);

// A name as it may be shown anywhere: what is no visible ASCII is written as an escape.
std::string shown_name(const EndpointName& name);

// "www.example.com:443"; the socket's text where there is no name. `name` is a shown one.
std::string named_socket_text(std::string_view name, const Endpoint& endpoint,
                              std::uint8_t ip_version, bool with_port);

// The columns that it gets where a name gets no more than `max_name`.
std::size_t named_socket_width(std::string_view name, const Endpoint& endpoint,
                               std::uint8_t ip_version, bool with_port, std::size_t max_name);

// How wide a name may be in lines of `width` columns (0: no limit).
std::size_t max_name_width(int width);

// The class of a port in the words that people use.
std::string_view port_class_text(std::uint16_t port, PortClassForm form);

// " (ephemeral)", as it follows a socket; "" for kNone.
std::string_view port_class_note(std::uint16_t port, PortClassForm form);

// "tcp", "udp", "icmp", "icmp6", "esp"..., and the number of what has no name.
std::string_view transport_text(std::uint8_t protocol);

// The form in which the ports of a protocol's conversations are classed: none where it has none.
PortClassForm class_form_of(std::uint8_t protocol, PortClassForm form);

// "syn_received" -> "syn received".
std::string words(std::string_view name);

// The words of a kind of evidence: "port class".
std::string_view evidence_words(EvidenceKind kind);

// A state in at most eight characters: "syn rcvd".
std::string_view short_words(FlowState state);

// Whether an ICMP error, and nothing else, answered what one side sent.
bool was_unreachable(FlowState state, const IcmpErrors& errors);

// The state in words, at most eight characters where `tight`, or that the other side was
// unreachable.
std::string_view state_text(FlowState state, bool unreachable, bool tight);

// Whether a conversation went well.
Emphasis state_emphasis(FlowState state);

// What each side sent, the numbers padded so that the signs of several lines stand in columns:
// "  14↑   17↓".
//
// write_each_way() writes at `out`, which has room for kMaxEachWay characters where the widths are
// those of counts, and returns the end of the text.
inline constexpr std::size_t kMaxEachWay = 64;
char* write_each_way(char* out, std::uint64_t from_client, std::uint64_t from_server,
                     const Glyphs& signs, std::size_t client_width, std::size_t server_width);
std::string each_way(std::uint64_t from_client, std::uint64_t from_server, const Glyphs& signs,
                     std::size_t client_width = 0, std::size_t server_width = 0);

}  // namespace flowsnoop
