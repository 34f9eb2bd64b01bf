#include "flowsnoop/flow_record.h"

namespace flowsnoop {

std::string_view to_string(FlowState state) {
  switch (state) {
    case FlowState::kSynSent:
      return "syn_sent";
    case FlowState::kSynReceived:
      return "syn_received";
    case FlowState::kEstablished:
      return "established";
    case FlowState::kHalfClosed:
      return "half_closed";
    case FlowState::kClosed:
      return "closed";
    case FlowState::kReset:
      return "reset";
    case FlowState::kRefused:
      return "refused";
    case FlowState::kOneWay:
      return "one_way";
    case FlowState::kTwoWay:
      return "two_way";
  }
  return "unknown";
}

std::string_view to_string(IcmpErrorKind kind) {
  switch (kind) {
    case IcmpErrorKind::kNetUnreachable:
      return "net_unreachable";
    case IcmpErrorKind::kHostUnreachable:
      return "host_unreachable";
    case IcmpErrorKind::kProtocolUnreachable:
      return "protocol_unreachable";
    case IcmpErrorKind::kPortUnreachable:
      return "port_unreachable";
    case IcmpErrorKind::kFragmentationNeeded:
      return "fragmentation_needed";
    case IcmpErrorKind::kProhibited:
      return "prohibited";
    case IcmpErrorKind::kUnreachable:
      return "unreachable";
    case IcmpErrorKind::kPacketTooBig:
      return "packet_too_big";
    case IcmpErrorKind::kTtlExceeded:
      return "ttl_exceeded";
    case IcmpErrorKind::kReassemblyTimeout:
      return "reassembly_timeout";
    case IcmpErrorKind::kParameterProblem:
      return "parameter_problem";
    case IcmpErrorKind::kRedirect:
      return "redirect";
    case IcmpErrorKind::kSourceQuench:
      return "source_quench";
    case IcmpErrorKind::kOther:
      return "other";
  }
  return "unknown";
}

std::string_view to_string(EndReason reason) {
  switch (reason) {
    case EndReason::kClosed:
      return "closed";
    case EndReason::kReset:
      return "reset";
    case EndReason::kIdleTimeout:
      return "idle_timeout";
    case EndReason::kActiveTimeout:
      return "active_timeout";
    case EndReason::kPortReuse:
      return "port_reuse";
    case EndReason::kEvicted:
      return "evicted";
    case EndReason::kCaptureEnd:
      return "capture_end";
  }
  return "unknown";
}

std::string_view to_string(EvidenceKind kind) {
  switch (kind) {
    case EvidenceKind::kSyn:
      return "syn";
    case EvidenceKind::kSynAck:
      return "syn_ack";
    case EvidenceKind::kPayload:
      return "payload";
    case EvidenceKind::kAnnounced:
      return "announced";
    case EvidenceKind::kUnreachable:
      return "unreachable";
    case EvidenceKind::kListener:
      return "listener";
    case EvidenceKind::kMulticast:
      return "multicast";
    case EvidenceKind::kFtpData:
      return "ftp_data";
    case EvidenceKind::kPayloadHint:
      return "payload_hint";
    case EvidenceKind::kPortClass:
      return "port_class";
    case EvidenceKind::kService:
      return "service";
    case EvidenceKind::kFanIn:
      return "fan_in";
    case EvidenceKind::kSharedPort:
      return "shared_port";
    case EvidenceKind::kEphemeralRange:
      return "ephemeral_range";
    case EvidenceKind::kOldEphemeralRange:
      return "old_ephemeral_range";
    case EvidenceKind::kHostClientPorts:
      return "host_client_ports";
    case EvidenceKind::kConstantClient:
      return "constant_client";
    case EvidenceKind::kSequentialPorts:
      return "sequential_ports";
    case EvidenceKind::kLowerPort:
      return "lower_port";
    case EvidenceKind::kMoreData:
      return "more_data";
    case EvidenceKind::kFirstSpeaker:
      return "first_speaker";
  }
  return "unknown";
}

std::string_view to_string(NameSource source) {
  switch (source) {
    case NameSource::kDns:
      return "dns";
    case NameSource::kTlsServerName:
      return "tls_server_name";
    case NameSource::kHttpHost:
      return "http_host";
    case NameSource::kDnsOther:
      return "dns_other";
    case NameSource::kDhcp:
      return "dhcp";
    case NameSource::kMdns:
      return "mdns";
    case NameSource::kLlmnr:
      return "llmnr";
    case NameSource::kNetbios:
      return "netbios";
    case NameSource::kCapture:
      return "capture";
    case NameSource::kResolver:
      return "resolver";
    case NameSource::kNone:
      return "none";
  }
  return "unknown";
}

}  // namespace flowsnoop
