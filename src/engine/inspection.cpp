#include "engine/inspection.h"

#include <limits>

#include "flowsnoop/ports.h"
#include "inspect/ftp.h"
#include "inspect/inspect.h"

namespace flowsnoop {
namespace {

void count_up(std::uint8_t& count) {
  if (count != std::numeric_limits<std::uint8_t>::max()) ++count;
}

// What applications speak over.
bool is_inspected(std::uint8_t protocol) {
  return protocol == kProtocolTcp || protocol == kProtocolUdp || protocol == kProtocolUdpLite;
}

PayloadView view_of(const Decoded& headers) {
  return {.bytes = {headers.payload, headers.payload_captured},
          .length = headers.payload_length,
          .protocol = headers.protocol == kProtocolTcp ? kProtocolTcp : kProtocolUdp,
          .source_port = headers.source_port,
          .destination_port = headers.destination_port};
}

// ISO transport (RFC 1006 section 5) and a NetBIOS session (RFC 1002 section 4.3) are set up with
// messages of their own, before the first message of what they carry shows what that is. Only what
// each is known to carry counts, so that the middle of a long message cannot pass for something.
bool carries(Application carrier, Application application) {
  switch (carrier) {
    case Application::kCotp:
      return application == Application::kS7comm || application == Application::kMms ||
             application == Application::kRdp;
    case Application::kNetbiosSession:
      return application == Application::kSmb;
    default:
      return false;
  }
}

}  // namespace

void note_finding(Flow& flow, Side sender, const Finding& finding, std::uint64_t frame) {
  PayloadFindings& findings = flow.payload;
  const auto known = static_cast<Application>(findings.application);
  if (known == Application::kUnknown || carries(known, finding.application)) {
    findings.application = static_cast<std::uint8_t>(finding.application);
  }
  if (finding.speaker == Speaker::kSymmetric) count_up(findings.symmetric_votes);
  if (finding.speaker != Speaker::kClient && finding.speaker != Speaker::kServer) return;
  const Side server = finding.speaker == Speaker::kServer ? sender : other_side(sender);
  const bool strong = finding.strength == Strength::kStrong;
  count_up((strong ? findings.strong_votes : findings.hint_votes)[index(server)]);
  FrameNumber& first = strong ? findings.strong_frame : findings.hint_frame;
  if (first == 0) first = frame;
}

void inspect_message(Flow& flow, Side sender, std::span<const std::uint8_t> message,
                     const FlowPacket& packet) {
  if (flow.payload.application != 0 && flow.payload.strong_frame != 0) return;
  PayloadView payload = view_of(packet.headers);
  payload.bytes = message;
  payload.length = static_cast<std::uint32_t>(message.size());
  const Finding finding = inspect_payload(payload);
  if (finding.application == Application::kUnknown) return;
  note_finding(flow, sender, finding, packet.frame_number);
}

Application inspect_flow_payload(Flow& flow, Side sender, const FlowPacket& packet) {
  if (!is_inspected(packet.headers.protocol)) return Application::kUnknown;
  const Finding finding = inspect_payload(view_of(packet.headers));
  if (finding.application == Application::kUnknown) return Application::kUnknown;
  note_finding(flow, sender, finding, packet.frame_number);
  if (finding.application == Application::kFtp) {
    // A control connection announces data connections as long as it lives: go on listening.
    flow.payloads_inspected[0] = flow.payloads_inspected[1] = 0;
  }
  return finding.application;
}

std::optional<std::uint16_t> announced_port(const FlowPacket& packet) {
  const auto announced = parse_ftp_announcement(view_of(packet.headers));
  return announced ? std::optional(announced->port) : std::nullopt;
}

}  // namespace flowsnoop
