#include "cli/options.h"

namespace flowsnoop {
namespace {

constexpr std::string_view kInput = "Where packets come from";
constexpr std::string_view kOutput = "What comes out";
constexpr std::string_view kFlows = "When a conversation ends";
constexpr std::string_view kOther = "Other";

constexpr OptionSpec kOptionSpecs[] = {
    {"r", "read", "FILE", true, kInput,
     "Read a capture (pcap or pcapng); '-' is standard input. May be given several times: the "
     "files are read one after the other as one capture."},
    {"i", "interface", "NAME", true, kInput,
     "Capture on an interface; 'any' is all of them. May be given several times. Needs the right "
     "to capture: root, or the capabilities cap_net_raw and cap_net_admin."},
    {"D", "list-interfaces", "", false, kInput, "List the interfaces of this machine and exit."},
    {"c", "count", "N", false, kInput, "Stop after N packets that match the filter."},
    {"", "format", "FORMAT", false, kOutput,
     "text: a table at the end (the default for files). events: a line for each thing that "
     "happens, as it happens (the default for interfaces). json: one JSON object a line, in the "
     "names of the Elastic Common Schema. csv: RFC 4180 with a header line."},
    {"o", "output", "FILE", false, kOutput, "Write there instead of standard output."},
    {"w", "write", "FILE", false, kOutput,
     "Also save the packets that match the filter, as pcapng; '-' is standard output."},
    {"n", "numeric", "", false, kOutput, "Show numbers only, no service names."},
    {"", "idle-timeout", "LIST", false, kFlows,
     "How long a conversation may be silent: a time for all, or a list such as "
     "'established=2h,udp=90s'. Defaults: established=2h4m (an open TCP connection), "
     "half-open=2m (TCP before its handshake is complete or after the first FIN), closed=15s (TCP "
     "after both FINs or a RST), udp=5m."},
    {"", "active-timeout", "TIME", false, kFlows,
     "Give a longer conversation in several records, one about every TIME. Default: 0, never."},
    {"", "version", "", false, kOther, "Print the version and exit."},
    {"h", "help", "", false, kOther, "Print this text and exit."},
};

}  // namespace

std::span<const OptionSpec> option_specs() {
  return kOptionSpecs;
}

}  // namespace flowsnoop
