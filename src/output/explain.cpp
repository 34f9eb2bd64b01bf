#include "output/explain.h"

#include <fmt/format.h>

#include <cmath>

#include "flowsnoop/ports.h"
#include "output/about.h"
#include "output/flow_text.h"
#include "output/humanize.h"
#include "output/value_text.h"
#include "roles/weights.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kColumns = 80;
constexpr std::size_t kIndent = 9;  // of what is said about a piece of evidence

// What each kind of evidence says: C is who is the client by it, and S who is the server.
struct Sentence {
  EvidenceKind kind;
  std::string_view text;
};
constexpr Sentence kSentences[] = {
    {EvidenceKind::kSyn, "C sent a SYN (SCTP: INIT): it asked for the connection."},
    {EvidenceKind::kSynAck, "S sent a SYN-ACK (SCTP: INIT ACK): it was asked for the connection."},
    {EvidenceKind::kPayload,
     "Only the server of a protocol says what S said, or only a client "
     "what C said."},
    {EvidenceKind::kAnnounced, "An FTP control connection announced that S would be listening."},
    {EvidenceKind::kUnreachable,
     "An ICMP error says that nobody listens at S, or that C did not get through to S, which never "
     "spoke: it was asked."},
    {EvidenceKind::kListener, "Other conversations prove that S is a server."},
    {EvidenceKind::kMulticast, "S is a multicast or broadcast address, which is never a client."},
    {EvidenceKind::kFtpData, "Port 20 opens FTP data connections, so C is their client."},
    {EvidenceKind::kPayloadHint, "Mostly servers say what S said, or mostly clients what C said."},
    {EvidenceKind::kPortClass, "The port of S is of a lower class than that of C."},
    {EvidenceKind::kService, "Only the port of S has a registered service."},
    {EvidenceKind::kFanIn, "More remote endpoints talk to S than to C."},
    {EvidenceKind::kSharedPort,
     "More conversations of the capture have the port of S than that of "
     "C."},
    {EvidenceKind::kEphemeralRange,
     "Only the port of C is in 32768-60999, where Linux takes client "
     "ports from."},
    {EvidenceKind::kOldEphemeralRange,
     "Only the port of C is in 1024-5000, where old systems took "
     "client ports from."},
    {EvidenceKind::kHostClientPorts,
     "C's host proved to be a client from ports below and above this one."},
    {EvidenceKind::kConstantClient,
     "C's host is a client in other conversations, and a server in none."},
    {EvidenceKind::kSequentialPorts,
     "C's host uses neighbouring ports too, as client ports are "
     "given out."},
    {EvidenceKind::kLowerPort, "S has the lower port."},
    {EvidenceKind::kMoreData, "S sent more payload than C."},
    {EvidenceKind::kFirstSpeaker, "C sent the first packet that was seen."},
};
static_assert(std::size(kSentences) == kEvidenceKindCount);

// The letters C and S stand alone in the sentences, or before an apostrophe.
std::string sentence_of(EvidenceKind kind, const std::string& client, const std::string& server) {
  const std::string_view text = kSentences[static_cast<std::size_t>(kind)].text;
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = i == 0 || text[i - 1] == ' ';
    const bool ends =
        i + 1 < text.size() && std::string_view(" .,'").find(text[i + 1]) != text.npos;
    if (starts && ends && text[i] == 'C') {
      out += client;
    } else if (starts && ends && text[i] == 'S') {
      out += server;
    } else {
      out += text[i];
    }
  }
  return out;
}

double confidence_of(double log_odds) {
  return 1 / (1 + std::exp(-std::abs(log_odds)));
}

double sum_without(const Roles& roles, std::size_t position) {
  double sum = 0;
  for (std::size_t i = 0; i < roles.evidence_count; ++i) {
    if (i != position) sum += roles.evidence[i].log_odds;
  }
  return sum;
}

bool is_decided_alone(const Roles& roles) {
  return roles.evidence_count > 0 && decides_alone(roles.evidence[0].kind);
}

std::string name_of(EvidenceKind kind) {
  return words(to_string(kind));
}

std::string describe(const Alternative& alternative) {
  if (alternative.undecided) return "undecided, 50%";
  const std::string why =
      alternative.alone ? fmt::format(" ({} alone decides)", name_of(alternative.by)) : "";
  return fmt::format("{}, {}{}", alternative.reversed ? "the roles are reversed" : "the same",
                     percent(alternative.confidence), why);
}

// ", www.example.com (dns)"
std::string name_note(const EndpointName& name) {
  if (name.text.empty()) return "";
  return fmt::format(", {} ({})", shown_name(name), words(to_string(name.source)));
}

std::string describe_flow(const FlowRecord& record) {
  std::string text = fmt::format("flow {}: {}", record.flow_id, transport_text(record.protocol));
  if (!record.service.empty()) text += fmt::format(", {}", record.service);
  if (!record.application.empty()) text += fmt::format(", {} was spoken", record.application);
  if (is_icmp(record.protocol)) text += fmt::format(", type {}", record.icmp_type);
  text += fmt::format(", {}", words(to_string(record.state)));
  for (std::size_t i = 0; i < kIcmpErrorKindCount; ++i) {
    const auto kind = static_cast<IcmpErrorKind>(i);
    if (record.icmp_errors.has(kind)) text += fmt::format(", ICMP: {}", words(to_string(kind)));
  }
  if (record.tunnels.count > 0) {
    char path[kMaxTunnelPathText];
    text +=
        fmt::format(", in {}", std::string_view(path, format_tunnel_path(record.tunnels, path)));
  }
  return text;
}

std::string describe_confidence(const Roles& roles) {
  if (is_decided_alone(roles)) {
    return fmt::format("{}: {} alone decides", percent(roles.confidence),
                       name_of(roles.evidence[0].kind));
  }
  return fmt::format("{}: the log-odds below add up to {:+.1f}", percent(roles.confidence),
                     sum_without(roles, roles.evidence_count));
}

}  // namespace

Alternative verdict_without(const Roles& roles, std::size_t position) {
  const auto& evidence = roles.evidence;
  double sum = 0;
  Alternative alternative;
  if (is_decided_alone(roles) && position != 0) {
    sum = evidence[0].log_odds;
    alternative.alone = true;
    alternative.by = evidence[0].kind;
  } else if (position == 0 && roles.evidence_count > 1 && decides_alone(evidence[1].kind)) {
    sum = evidence[1].log_odds;
    alternative.alone = true;
    alternative.by = evidence[1].kind;
  } else {
    sum = sum_without(roles, position);
  }
  alternative.undecided = sum == 0;
  alternative.reversed = sum < 0;
  alternative.confidence = confidence_of(sum);
  return alternative;
}

ExplainWriter::ExplainWriter(Output& output, TextStyle style, const FlowSelector& selector)
    : output_(output), selector_(selector), line_(style.colour) {}

void ExplainWriter::on_record(const FlowRecord& record) {
  if (!selector_.matches(record)) return;
  if (found_) output_.append("\n");
  found_ = true;
  explain(record);
  output_.end_line();
}

void ExplainWriter::finish(const RunSummary& /*summary*/) {
  output_.flush();
}

std::string ExplainWriter::problem() const {
  return found_ ? ""
                : "no conversation matches --explain: the default table and --format json, "
                  "flowsnoop.flow_id, tell what there is";
}

void ExplainWriter::explain(const FlowRecord& record) {
  explain_verdict(record);
  const Roles& roles = record.roles;
  for (std::size_t i = 0; i < roles.evidence_count; ++i) {
    if (i == 1 && is_decided_alone(roles)) {
      output_.append("\nSeen as well; it is not weighed and adds nothing to the confidence:\n");
    }
    explain_evidence(record, i);
  }
}

void ExplainWriter::explain_verdict(const FlowRecord& record) {
  const bool with_port = has_ports(record.protocol);
  const std::string lines[][2] = {
      {"client",
       socket_text(record.client, record.ip_version, with_port) + name_note(record.client_name)},
      {"server",
       socket_text(record.server, record.ip_version, with_port) + name_note(record.server_name)},
      {"sure", describe_confidence(record.roles)},
  };
  std::string heading;
  append_wrapped(heading, describe_flow(record), kColumns, 2);
  heading.pop_back();
  line_.add(heading, Emphasis::kHeading);
  output_.append(line_.finish());
  for (const auto& [name, text] : lines) output_.append(fmt::format("  {:<6} {}\n", name, text));
  if (const std::string about = about_text(record); !about.empty()) {
    output_.append(fmt::format("  {:<6} {}\n", "about", elide_middle(about, kColumns - 9, "...")));
  }
  if (record.roles.symmetric) {
    write_indented("They are peers: \"client\" only names the side that the evidence puts first.");
  }
}

// The sides that the evidence names are those of the verdict where it supports it.
void ExplainWriter::explain_evidence(const FlowRecord& record, std::size_t position) {
  const Evidence& evidence = record.roles.evidence[position];
  const bool with_port = has_ports(record.protocol);
  std::string client = socket_text(record.client, record.ip_version, with_port);
  std::string server = socket_text(record.server, record.ip_version, with_port);
  if (std::signbit(evidence.log_odds)) std::swap(client, server);
  const std::string where =
      evidence.frame == 0 ? "other conversations" : fmt::format("frame {}", evidence.frame);
  const bool weighed = position == 0 || !is_decided_alone(record.roles);
  const std::string number = fmt::format("{:+.1f}", evidence.log_odds);
  const std::string log_odds = weighed ? number : fmt::format("({})", number);
  output_.append("\n");
  line_.add(fmt::format("{:>7}  ", log_odds));
  line_.add(name_of(evidence.kind), Emphasis::kHeading);
  line_.add(fmt::format(", {}", where));
  output_.append(line_.finish());
  write_indented(sentence_of(evidence.kind, client, server));
  write_indented("without it: " + describe(verdict_without(record.roles, position)));
}

void ExplainWriter::write_indented(std::string_view text) {
  std::string lines(kIndent, ' ');
  append_wrapped_words(lines, text, kColumns, kIndent);
  output_.append(lines);
}

}  // namespace flowsnoop
