#include "sample.h"

#include <sys/mman.h>
#include <unistd.h>

#include <ctime>
#include <stdexcept>
#include <utility>

namespace flowsnoop::test {

Endpoint make_endpoint(std::string_view address, std::uint16_t port, std::uint64_t packets,
                       std::uint64_t bytes) {
  Endpoint endpoint;
  endpoint.address = parse_ip_address(address).value();
  endpoint.port = port;
  endpoint.packets = packets;
  endpoint.bytes = bytes;
  endpoint.payload_bytes = bytes / 2;
  return endpoint;
}

FlowRecord https_record() {
  FlowRecord record;
  record.flow_id = 1;
  record.start_ns = kSampleStart_ns;
  record.end_ns = kSampleStart_ns + 1'310'000'000;
  record.client = make_endpoint("192.168.1.23", 51514, 14, 2140);
  record.server = make_endpoint("140.82.114.5", 443, 17, 8430);
  record.service = "https";
  record.protocol = 6;
  record.ip_version = 4;
  record.state = FlowState::kClosed;
  record.end_reason = EndReason::kClosed;
  record.roles.confidence = 0.9999;
  record.roles.by = EvidenceKind::kSyn;
  record.roles.evidence_count = 2;
  record.roles.evidence[0] = {EvidenceKind::kSyn, 9.2F, 1};
  record.roles.evidence[1] = {EvidenceKind::kFirstSpeaker, -0.405F, 3};
  return record;
}

TcpRecord troubled_tcp() {
  TcpEndpoint side;
  side.unique_bytes = 100;
  side.retransmitted_bytes = 20;
  side.missed_bytes = side.gaps = side.retransmissions = side.fast_retransmissions = 3;
  side.spurious_retransmissions = side.out_of_order = side.duplicate_acks = 4;
  side.zero_windows = side.zero_window_probes = side.window_fulls = side.keep_alives = 5;
  side.resets = 1;
  side.mss = 1460;
  side.window_scale = 0;
  side.min_hop_limit = 63;
  side.max_hop_limit = 64;
  side.dscp = 46;
  side.sack_permitted = side.timestamps = side.fast_open = side.mptcp = true;
  side.handshake_ns = 20'000'000;
  side.round_trips = {3, 8'000'000, 16'000'000, 32'000'000, 17'000'000};
  TcpRecord tcp;
  tcp.client = tcp.server = side;
  tcp.conn_state = "RSTO";
  constexpr std::string_view kHistory = "ShADadTtR";
  kHistory.copy(tcp.history.data(), kHistory.size());
  tcp.history_length = kHistory.size();
  tcp.first_byte_ns = 25'000'000;
  tcp.longest_idle_ns = 3'000'000'000;
  return tcp;
}

FlowRecord dns_record() {
  FlowRecord record;
  record.flow_id = 5;
  record.start_ns = kSampleStart_ns + 100'000'000;
  record.end_ns = record.start_ns + 23'400'000;
  record.client = make_endpoint("192.168.1.23", 40312, 1, 74);
  record.server = make_endpoint("192.168.1.1", 53, 1, 218);
  record.service = "domain";
  record.protocol = 17;
  record.ip_version = 4;
  record.state = FlowState::kTwoWay;
  record.roles.confidence = 0.885;
  record.roles.by = EvidenceKind::kPortClass;
  return record;
}

FlowRecord long_ipv6_record() {
  FlowRecord record = https_record();
  record.flow_id = 7;
  record.ip_version = 6;
  record.client = make_endpoint("2001:db8:85a3:8d3:1319:8a2e:a370:7348", 61514, 14, 2140);
  record.server = make_endpoint("2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff", 44300, 17, 8430);
  return record;
}

Labels all_labels() {
  using enum LabelKind;
  constexpr std::pair<LabelKind, std::string_view> kValues[] = {
      {kTlsVersion, "1.3"},
      {kTlsServerName, "www.example.org"},
      {kTlsOfferedProtocol, "h2"},
      {kTlsOfferedProtocol, "http/1.1"},
      {kTlsNextProtocol, "h2"},
      {kTlsCipher, "TLS_AES_128_GCM_SHA256"},
      {kTlsResumed, "true"},
      {kTlsJa4, "t13d1516h2_8daaf6152771_b186095e22b6"},
      {kQuicVersion, "1"},
      {kHttpVersion, "1.1"},
      {kHttpHost, "example.org:8080"},
      {kHttpMethod, "GET"},
      {kHttpTarget, "/index.html"},
      {kHttpUserAgent, "example/1.0"},
      {kHttpStatus, "404"},
      {kDnsQuestionName, "a.example"},
      {kDnsQuestionName, "c.example"},
      {kDnsQuestionType, "A"},
      {kDnsAnswer, "b.example"},
      {kDnsAddress, "192.0.2.1"},
      {kDnsAddress, "2001:db8::1"},
      {kDnsResponseCode, "NOERROR"},
      {kDnsLatency, "23400000"},
      {kSshClient, "SSH-2.0-client"},
      {kSshServer, "SSH-2.0-server"},
      {kDhcpHostName, "laptop"},
      {kFinding, kFindingHttpBasic},
  };
  Labels labels;
  for (const auto& [kind, text] : kValues) labels.add(kind, text);
  return labels;
}

MemoryOutput::MemoryOutput()
    : descriptor_(::memfd_create("output", MFD_CLOEXEC)), output_(descriptor_, "memory") {}

MemoryOutput::~MemoryOutput() {
  ::close(descriptor_);
}

std::string MemoryOutput::text() const {
  std::string text(static_cast<std::size_t>(::lseek(descriptor_, 0, SEEK_END)), '\0');
  if (::pread(descriptor_, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    throw std::runtime_error("cannot read back what was written");
  }
  return text;
}

ScopedTimeZone::ScopedTimeZone(const char* zone) {
  const char* before = std::getenv("TZ");
  was_set_ = before != nullptr;
  if (was_set_) before_ = before;
  ::setenv("TZ", zone, 1);
  ::tzset();
}

ScopedTimeZone::~ScopedTimeZone() {
  if (was_set_) {
    ::setenv("TZ", before_.c_str(), 1);
  } else {
    ::unsetenv("TZ");
  }
  ::tzset();
}

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace flowsnoop::test
