#include "argument_seeds.h"

#include <string_view>

namespace flowsnoop::fuzz {
namespace {

// Words divided by spaces.
constexpr std::string_view kCommandLines[] = {
    "-r a.pcap",
    "-r a.pcap -r b.pcap --merge --stats",
    "-i eth0 -i lo tcp port 443",
    "-ieth0 --format=json -o out.json",
    "-r - --format csv --memory 64M",
    "-r a.pcap --idle-timeout established=2h,half-open=30s,closed=5s,udp=90s,icmp=1m,other=5m",
    "-r a.pcap --idle-timeout 90s --active-timeout 1h30m",
    "-r a.pcap --view hosts --local 10.0.0.0/8 --local fe80::/10",
    "-r a.pcap --explain 192.0.2.1:51514-198.51.100.7:443",
    "-r a.pcap --explain 17",
    "-r a.pcap --self-check",
    "-r a.pcap --start 2024-05-14T09:30 --end 2024-05-15 -c 100",
    "-r a.pcap -w b.pcapng --checksums --no-tunnels -n",
    "-r a.pcap --community-id-seed 65535 --geoip a.mmdb --resolve",
    "-D",
    "--help",
    "--version",
    "--hlep",
    "-i eth0 -r a.pcap",
    "-r a.pcap -- port 53",
};

constexpr std::string_view kFilters[] = {
    "tcp port 443",
    "host 192.0.2.1 and not udp portrange 6000-6008",
    "ip6 and tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
    "vlan 10 and net 10.0.0.0/8",
    "ether host 02:00:00:00:00:01 or arp",
    "icmp[icmptype] != icmp-echo",
    "wlan type mgt",
    "mpls 100 and greater 200",
    "ether[0] & 1 = 0 and ip[16] >= 224",
    "host example.com",
};

constexpr std::string_view kValues[] = {
    "512M",
    "4G",
    "1k",
    "18446744073709551616",
    "90",
    "90s",
    "2h4m",
    "1d",
    "250ms",
    "36500d",
    "2024-05-14",
    "2024-05-14T09:30",
    "2024-05-14 09:30:00.25",
    "2024-02-29T23:59:60Z",
    "1969-12-31T23:59:59.999999999+02:00",
    "1715679000.5",
    "-1",
    "192.168.0.0/16",
    "2001:db8::/32",
    "::ffff:192.0.2.1/128",
    "fe80::1",
    "0.0.0.0/0",
    "17",
    "192.0.2.1:51514-[2001:db8::1]:443",
    "[::1]:1-[::2]:65535",
    "1.2.3.4:80-5.6.7.8:90",
};

Bytes make(std::uint8_t which, std::string_view text, char divider) {
  Bytes seed{which};
  for (const char c : text) {
    seed.push_back(c == divider ? std::uint8_t{0} : static_cast<std::uint8_t>(c));
  }
  return seed;
}

}  // namespace

std::vector<Bytes> argument_seeds() {
  std::vector<Bytes> seeds;
  for (const std::string_view line : kCommandLines) seeds.push_back(make(0, line, ' '));
  for (const std::string_view filter : kFilters) seeds.push_back(make(1, filter, '\0'));
  for (const std::string_view value : kValues) seeds.push_back(make(2, value, '\0'));
  return seeds;
}

}  // namespace flowsnoop::fuzz
