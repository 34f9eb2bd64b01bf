#include "cli/options.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kInput = "Where packets come from";
constexpr std::string_view kLive = "How interfaces are captured on";
constexpr std::string_view kOutput = "What comes out";
constexpr std::string_view kDecoding = "How packets are looked at";
constexpr std::string_view kFlows = "When a conversation ends";
constexpr std::string_view kOther = "Other";

constexpr OptionSpec kOptionSpecs[] = {
    {"r", "read", "FILE", true, kInput,
     "Read a capture: pcap or pcapng, also compressed with gzip, zstd, lz4, xz or bzip2; '-' is "
     "standard input, a directory is all captures in it. May be given several times: the captures "
     "are read one after the other as one, in the order of their first packets."},
    {"", "merge", "", false, kInput,
     "Read the packets of several captures in the order of time: for captures that overlap."},
    {"", "start", "TIME", false, kInput,
     "Leave out what was captured before TIME: '2024-05-14T09:30:00.5Z', '2024-05-14 09:30' "
     "(local time), '2024-05-14', or seconds since 1970."},
    {"", "end", "TIME", false, kInput, "Leave out what was captured at TIME or later."},
    {"i", "interface", "NAME", true, kInput,
     "Capture on an interface; 'any' is all of them. May be given several times. Needs the right "
     "to capture: root, or the capabilities cap_net_raw and cap_net_admin."},
    {"D", "list-interfaces", "", false, kInput, "List the interfaces of this machine and exit."},
    {"c", "count", "N", false, kInput, "Stop after N packets that match the filter."},
    {"", "duration", "TIME", false, kLive, "Stop after TIME, such as 90s or 5m."},
    {"s", "snapshot-length", "BYTES", false, kLive,
     "Take so many bytes of each packet, 0 for all. Default: 16896, which is all that is looked "
     "at; with -w, --split and --checksums, all."},
    {"B", "buffer-size", "SIZE", false, kLive,
     "Room in the kernel for packets that wait, for each interface: a number of KiB, or a size "
     "such "
     "as 64M. Default: 16M."},
    {"p", "no-promiscuous-mode", "", false, kLive,
     "Leave out what the interface would not take by itself: packets for other machines."},
    {"j", "time-stamp-type", "TYPE", false, kLive,
     "Where times come from: host, adapter, adapter_unsynced... as far as the interface has it."},
    {"", "stats-interval", "TIME", false, kLive,
     "Tell every TIME how many packets came and how many were lost, on standard error and as "
     "objects of their own in json. Without it, only losses are told."},
    {"", "format", "FORMAT", false, kOutput,
     "text: a table at the end (the default for files). events: a line for each thing that "
     "happens, as it happens (the default for interfaces). json: one JSON object a line, in the "
     "names of the Elastic Common Schema. csv: RFC 4180 with a header line."},
    {"", "view", "VIEW", false, kOutput,
     "Sum conversations up, as text at the end. services: what listens where. hosts: what each "
     "address does. netstat: the conversations of local addresses. findings: scans, and services "
     "that take "
     "passwords in plain text."},
    {"", "local", "NET", true, kOutput,
     "What is local to --view netstat, such as '192.168.0.0/16,2001:db8::/32'. Default: live, the "
     "addresses of this machine; else the address that takes part in most conversations."},
    {"", "explain", "FLOW", false, kOutput,
     "Show why the client of a conversation is its client: FLOW is its flow_id, or its sockets "
     "such "
     "as '192.0.2.1:51514-192.0.2.2:443' ('[2001:db8::1]:443' for IPv6)."},
    {"", "self-check", "", false, kOutput,
     "Hide the handshakes of TCP connections, decide again who is the client, and show how often "
     "that is right."},
    {"o", "output", "FILE", false, kOutput,
     "Write there instead of standard output. From captures, a file that is there is replaced once "
     "all is written; live, it grows with each record."},
    {"w", "write", "FILE", false, kOutput,
     "Also save the packets that match the filter, as pcapng; '-' is standard output."},
    {"G", "rotate-time", "TIME", false, kOutput,
     "Save to another file every TIME, which is in seconds or such as 1h; the FILE of -w is a "
     "pattern of strftime: 'web-%Y%m%d-%H%M.pcapng'. A file has its name when it is complete, and "
     "'.part' behind it until then."},
    {"C", "rotate-size", "SIZE", false, kOutput,
     "Save to another file when one is larger than SIZE, which is in millions of bytes or such as "
     "512K, 100M, 2G. Each has a number at the end of its name."},
    {"W", "rotate-files", "N", false, kOutput,
     "With -C: keep N files, and replace the oldest. With -G alone: stop after N files."},
    {"", "split", "KIND DIR", false, kOutput,
     "Also save the packets in the directory DIR, which is made or empty: one pcapng for each of "
     "KIND, which is flows, services or hosts."},
    {"n", "numeric", "", false, kOutput,
     "Show addresses and port numbers in place of names of hosts and services. json and csv have "
     "their fields always."},
    {"", "resolve", "", false, kOutput,
     "Ask the system's resolver for names of hosts that the packets do not tell. Without it, no "
     "packet is sent to find a name."},
    {"", "geoip", "DB", true, kOutput,
     "Tell country and autonomous system of addresses in json and csv, as databases in MaxMind's "
     "format (.mmdb) have them. May be given several times."},
    {"", "community-id-seed", "N", false, kOutput,
     "The seed of the Community IDs in json and csv, 0 to 65535: they are the same as those of "
     "other tools that use the same one. Default: 0."},
    {"", "stats", "", false, kOutput,
     "Also tell where every frame went: how many there are of each kind, by capture. On standard "
     "error, but for the format text."},
    {"", "no-tunnels", "", false, kDecoding,
     "Show the conversations of tunnel ends (GRE, VXLAN, GTP...), not those inside of the "
     "tunnels."},
    {"", "checksums", "", false, kDecoding,
     "Verify the checksums of IPv4, TCP, UDP and ICMP, and count the wrong ones in each "
     "conversation."},
    {"", "idle-timeout", "LIST", false, kFlows,
     "How long a conversation may be silent: a time for all, or a list such as "
     "'established=2h,udp=90s'. Defaults: established=2h4m (an open TCP connection), "
     "half-open=2m (TCP before its handshake is complete or after the first FIN), closed=15s (TCP "
     "after both FINs or a RST), udp=5m, icmp=1m, other=5m (what is neither)."},
    {"", "active-timeout", "TIME", false, kFlows,
     "Give a longer conversation in several records, one about every TIME. Default: 0, never."},
    {"", "memory", "SIZE", false, kFlows,
     "Use no more memory than this: 512M, 4G. Where it is used up, conversations that would time "
     "out "
     "first end early, as 'evicted', and are counted. Default: a quarter of the machine's."},
    {"", "threads", "N", false, kOther,
     "Read captures with at most so many threads, 1 to 64. What comes out is the same. Default: as "
     "many as there are processors."},
    {"Z", "user", "USER", false, kOther,
     "When what is read is open, go on as USER instead of root. Default: who called sudo; without "
     "sudo root stays root, with no more rights than any other user. '-Z root' is always that."},
    {"", "no-sandbox", "", false, kOther,
     "Do not limit which files and system calls the program may use (docs/security.md)."},
    {"", "version", "", false, kOther, "Print the version and exit."},
    {"h", "help", "", false, kOther, "Print this text and exit."},
};

}  // namespace

std::span<const OptionSpec> option_specs() {
  return kOptionSpecs;
}

}  // namespace flowsnoop
