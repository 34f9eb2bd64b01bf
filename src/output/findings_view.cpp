#include "output/findings_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// Protocols in which people log in with a password that anybody on the way can read.
constexpr std::string_view kPlaintextProtocols[] = {"ftp", "imap", "pop3", "telnet"};

// A password that was sent (RFC 7617), and not only one that could be.
constexpr std::string_view kHttpBasic = "http basic";

// What passwords are taken in without anything that hides them; empty where that is not known.
std::string_view plaintext_protocol(const FlowRecord& record) {
  const Labels* labels = record.labels;
  if (labels != nullptr && labels->has(LabelKind::kFinding, kFindingHttpBasic)) return kHttpBasic;
  if (labels != nullptr && labels->has(LabelKind::kTlsVersion)) return {};  // it turned to TLS
  const auto* end = std::end(kPlaintextProtocols);
  const auto* found = std::find(std::begin(kPlaintextProtocols), end, record.application);
  return found == end ? std::string_view{} : *found;
}

std::string address_text(const IpAddress& address, std::uint8_t ip_version) {
  char text[kMaxValueText];
  char* end = write_address(&text[0], address, ip_version);
  return {&text[0], end};
}

std::string shape_of(const Scan& scan) {
  const bool vertical = scan.most_ports >= ScanFinder::kLeast;
  const bool horizontal = scan.most_hosts >= ScanFinder::kLeast;
  if (vertical && horizontal) return ", vertical and horizontal";
  return vertical ? ", vertical" : horizontal ? ", horizontal" : "";
}

std::string targets_of(const Scan& scan) {
  const std::string hosts = scan.hosts == 1 ? address_text(scan.first_host, scan.ip_version)
                                            : count_of(scan.hosts, "host");
  const std::string ports =
      scan.ports == 1 ? fmt::format("port {}", scan.first_port) : count_of(scan.ports, "port");
  return fmt::format("{} of {}", ports, hosts);
}

// What silence and RSTs mean depends on what was asked.
std::string outcomes_of(const Scan& scan) {
  const bool unasked = scan.kind == ProbeKind::kSynAck || scan.kind == ProbeKind::kReset;
  const bool firewall = scan.kind == ProbeKind::kSyn;
  const std::string_view words[kProbeOutcomeCount] = {"open", unasked ? "refused" : "closed",
                                                      unasked    ? "unanswered"
                                                      : firewall ? "filtered"
                                                                 : "open or filtered"};
  std::string text;
  for (std::size_t i = 0; i < kProbeOutcomeCount; ++i) {
    if (scan.outcomes[i] == 0) continue;
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", group_digits(scan.outcomes[i]), words[i]);
  }
  return text;
}

}  // namespace

void FindingsView::on_record(const FlowRecord& record) {
  seen_.include(record);
  scans_.add(record);
  add_plaintext(record);
}

void FindingsView::add_plaintext(const FlowRecord& record) {
  const std::string_view protocol = plaintext_protocol(record);
  if (protocol.empty()) return;
  const Service service{protocol, record.server.address, record.server.port, record.ip_version};
  if (plaintext_.size() >= kMaxServices && !plaintext_.contains(service)) {
    ++plaintext_beyond_;
    return;
  }
  ++plaintext_[service];
}

void FindingsView::finish(const RunSummary& summary) {
  const std::vector<Scan> scans = scans_.scans();
  write_scans(scans);
  write_plaintext();
  if (scans.empty() && plaintext_.empty()) write_note(output_, style_, "no findings");
  write_limits();
  output_.append("\n");
  write_accounting(output_, style_, summary.accounting);
  output_.flush();
}

void FindingsView::write_scans(std::span<const Scan> scans) {
  MomentText moment(seen_);
  for (const Scan& scan : scans) {
    const std::string from = moment(scan.seen.first_ns);
    write_note(output_, style_,
               fmt::format("{}{} from {}, {} to {}: {}: {}", to_string(scan.kind), shape_of(scan),
                           address_text(scan.from, scan.ip_version), from,
                           moment(scan.seen.last_ns), targets_of(scan), outcomes_of(scan)));
  }
}

// TLS that begins late is not seen, so no more is said than what is known.
void FindingsView::write_plaintext() {
  for (const auto& [service, flows] : plaintext_) {
    const auto& [application, address, port, ip_version] = service;
    const Endpoint endpoint{.address = address, .port = port};
    const std::string_view what = application == kHttpBasic
                                      ? "a password was sent that can be read on the way"
                                      : "passwords can be read on the way, unless it turns to TLS";
    write_note(output_, style_,
               fmt::format("plain text: {} at {}, {}: {}", application,
                           socket_text(endpoint, ip_version), count_of(flows, "flow"), what));
  }
}

void FindingsView::write_limits() {
  if (scans_.probes_beyond() > 0) {
    write_note(output_, style_,
               fmt::format("{} more were not looked at: no more than {} are told apart",
                           count_of(scans_.probes_beyond(), "probe"),
                           group_digits(ScanFinder::kMaxProbes)));
  }
  if (plaintext_beyond_ > 0) {
    write_note(
        output_, style_,
        fmt::format("{} of further plain-text services", count_of(plaintext_beyond_, "flow")));
  }
}

}  // namespace flowsnoop
