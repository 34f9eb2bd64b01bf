// Names made to do something where they are shown, and captures that carry a name wherever one is
// shown from.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "capture/savefile_writer.h"
#include "inspect/hello_builder.h"
#include "names/dns_text.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {

// The hostile names. Each is a title and the bytes; without dots, so that it is one label
// of a DNS name.
struct Hostile {
  const char* title;
  std::string bytes;

  // What GoogleTest shows: nothing that a terminal would take for its own.
  friend void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.title; }
};
inline const std::vector<Hostile>& hostile_names() {
  static const std::vector<Hostile> names{{"EscapeSequence", "\x1b[31mred\x1b]0;title\x07"},
                                          {"C1ControlSequence",
                                           "\xc2\x9b"
                                           "31mred"},
                                          {"RawC1Byte",
                                           "\x9b"
                                           "31mred"},
                                          {"RightToLeftOverride", "moc\xe2\x80\xaegnp"},
                                          {"RightToLeftIsolate", "a\xe2\x81\xa7z"},
                                          {"LineFeed", "one\ntwo"},
                                          {"CarriageReturn", "one\rtwo"},
                                          {"LineSeparator", "one\xe2\x80\xa8two"},
                                          {"NextLine", "one\xc2\x85two"},
                                          {"Quotes", "a\"b\"\"c'd"},
                                          {"Backslash", "a\\\"b\\"},
                                          {"JsonBreakOut", "\"},\"x\":{\"y\":\""},
                                          {"Comma", "a,b;c"},
                                          {"FormulaEquals", "=HYPERLINK(\"x\")"},
                                          {"FormulaPlus", "+1+cmd|' /C calc'!A0"},
                                          {"FormulaMinus", "-1+1"},
                                          {"FormulaAt", "@SUM(1)"},
                                          {"FormulaTab", "\t=1+1"},
                                          {"InvalidUtf8", "a\xff\xfe\xc3(\xf8z"},
                                          {"OverlongUtf8", "\xc0\xaf\xe0\x80\xaf"},
                                          {"SurrogateUtf8", "\xed\xa0\x80"},
                                          {"Nul", std::string("a\0b", 3)},
                                          {"Format", "%s%n{}{0}"}};
  return names;
}

inline constexpr char kClient[] = "192.0.2.10";
inline constexpr char kServer[] = "198.51.100.80";

// Packets of conversations that carry `name` wherever a name is shown from.
class NamedCapture {
 public:
  explicit NamedCapture(std::string_view name) : name_(name) {
    const Bytes hello = client_hello({.extensions = join(server_name(name), protocols({name}))});
    add(tcp(50001, 443).payload(record(message(1, hello))));
    const std::string text(name);
    add(tcp(50002, 80).payload("GET /" + text + " HTTP/1.1\r\nHost: " + text +
                               "\r\nUser-Agent: " + text + "\r\n\r\n"));
    add(tcp(50003, 22).payload("SSH-2.0-" + text + "\r\n"));
    add(tcp(50004, 21).payload("USER " + text + "\r\n"));
    const std::string label(name.substr(0, 63));
    add(udp(50005, 53).payload(dns_message("0100", label + ".test", {})));
    add(PacketBuilder()
            .ethernet()
            .ipv4(kServer, kClient)
            .udp(53, 50005)
            .payload(dns_message("8180", label + ".test",
                                 {dns_address(label + ".test", "198.51.100.99")})));
    add(udp(68, 67).payload(dhcp_request(name)));
    add(udp(50006, 9999).payload("data"));  // whose hosts the capture names
  }

  void write(const std::string& path) const {
    SavefileWriter writer(path);
    const HostName host{*parse_ip_address(kServer), name_};
    const Interface interface { .name = name_, .file = "x" };
    std::vector<Packet> packets;
    for (const Bytes& frame : frames_) {
      packets.push_back(as_packet(frame, 1'700'000'000'000'000'000, packets.size() + 1));
    }
    writer.write_host_names({&host, 1});
    writer.write(packets, {&interface, 1});
    writer.close();
  }

 private:
  static PacketBuilder tcp(std::uint16_t from, std::uint16_t to) {
    return PacketBuilder().ethernet().ipv4(kClient, kServer).tcp(from, to, {.flags = 0x18});
  }
  static PacketBuilder udp(std::uint16_t from, std::uint16_t to) {
    return PacketBuilder().ethernet().ipv4(kClient, kServer).udp(from, to);
  }
  // RFC 2132 sections 3.14 and 9.6: a REQUEST with a host name.
  static Bytes dhcp_request(std::string_view name) {
    Bytes message = from_hex("01010600 12345678 00000000 c000020a");
    message.resize(236);
    const Bytes options = from_hex("63825363 350103 0c");
    message.insert(message.end(), options.begin(), options.end());
    message.push_back(static_cast<std::uint8_t>(name.size()));
    message.insert(message.end(), name.begin(), name.end());
    message.push_back(0xff);
    return message;
  }

  void add(const PacketBuilder& builder) { frames_.push_back(builder.build()); }

  std::string name_;
  std::vector<Bytes> frames_;
};

}  // namespace flowsnoop::test
