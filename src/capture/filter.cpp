#include "capture/filter.h"

#include <fmt/core.h>
#include <pcap/pcap.h>

#include <string_view>
#include <utility>

#include "capture/link_types.h"
#include "flowsnoop/packet_source.h"

namespace flowsnoop {
namespace {

constexpr int kFilterSnaplen = 262'144;

// Words of the filter language that mean nothing on Ethernet mean something on one of these:
// "wlan", "ifindex", "rulenum", "vpi", "opc"...
constexpr int kOtherDlts[] = {
    DLT_IEEE802_11_RADIO, DLT_LINUX_SLL2, DLT_PFLOG, DLT_SUNATM, DLT_MTP2, DLT_RAW, DLT_NULL};

constexpr int kCommonDlts[] = {DLT_EN10MB,    DLT_RAW,        DLT_NULL,       DLT_LOOP,
                               DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_IEEE802_11, DLT_IEEE802_11_RADIO,
                               DLT_PPP};

}  // namespace

struct PacketFilter::Program {
  LinkType link_type = LinkType::kEthernet;
  bpf_program code{};
  bool compiled = false;
  std::string error;

  Program(const std::string& expression, LinkType type) : link_type(type) {
    pcap_t* const handle = pcap_open_dead(dlt_from_link_type(type), kFilterSnaplen);
    if (handle == nullptr) throw CaptureError("out of memory");
    compiled =
        pcap_compile(handle, &code, expression.c_str(), /*optimize=*/1, PCAP_NETMASK_UNKNOWN) == 0;
    if (!compiled) error = pcap_geterr(handle);
    pcap_close(handle);
  }
  ~Program() {
    if (compiled) pcap_freecode(&code);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
};

PacketFilter::PacketFilter(std::string expression) : expression_(std::move(expression)) {
  const Program& ethernet = program_for(LinkType::kEthernet);
  if (ethernet.compiled) return;
  // A name that cannot be looked up is wrong on every link type, and each try may take seconds.
  const bool may_work_elsewhere = !std::string_view(ethernet.error).starts_with("unknown host");
  for (const int dlt : kOtherDlts) {
    if (may_work_elsewhere && Program(expression_, link_type_from_dlt(dlt)).compiled) return;
  }
  throw CaptureError(fmt::format("filter \"{}\": {}", expression_, ethernet.error));
}

PacketFilter::~PacketFilter() = default;
PacketFilter::PacketFilter(PacketFilter&&) noexcept = default;
PacketFilter& PacketFilter::operator=(PacketFilter&&) noexcept = default;

const PacketFilter::Program& PacketFilter::program_for(LinkType link_type) {
  for (const auto& program : programs_) {
    if (program->link_type == link_type) return *program;
  }
  return *programs_.emplace_back(std::make_unique<Program>(expression_, link_type));
}

void PacketFilter::compile_ahead() {
  for (const int dlt : kCommonDlts) (void)program_for(link_type_from_dlt(dlt));
}

bool PacketFilter::matches(const Packet& packet) {
  if (last_ == nullptr || last_->link_type != packet.link_type) {
    last_ = &program_for(packet.link_type);
  }
  if (!last_->compiled) {
    ++inapplicable_packets_;
    return false;
  }
  pcap_pkthdr header{};
  header.caplen = packet.captured_length;
  header.len = packet.original_length;
  return pcap_offline_filter(&last_->code, &header, packet.data) != 0;
}

}  // namespace flowsnoop
