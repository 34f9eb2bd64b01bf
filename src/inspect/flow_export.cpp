// What routers tell collectors about traffic: NetFlow (version 5, and version 9 of RFC 3954 section
// 5), IPFIX (RFC 7011 section 3.1), sFlow 5. The exporter is the client; nobody answers.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {

Finding recognise_netflow(const PayloadView& payload) {
  constexpr std::size_t kHeader = 20;
  constexpr std::uint32_t kVersion5Header = 24, kVersion5Record = 48;
  if (payload.bytes.size() < kHeader + 4) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t second = load_be16(p + 2);
  switch (load_be16(p)) {
    case 5: {  // a count of records of fixed size
      const bool exact = second > 0 && kVersion5Header + second * kVersion5Record == payload.length;
      return exact ? from_client(Application::kNetflow) : no_finding();
    }
    case 9: {  // a set: templates are 0 and 1, data is above 255
      const std::uint32_t set = load_be16(p + kHeader);
      const std::uint32_t set_length = load_be16(p + kHeader + 2);
      const bool right = second > 0 && second < 1000 && (set <= 1 || set > 255) &&
                         set_length >= 4 && kHeader + set_length <= payload.length;
      return right && on_port(payload, 2055, 9995, 9996, 4739, 6343, 2056)
                 ? from_client(Application::kNetflow)
                 : no_finding();
    }
    case 10: {  // IPFIX: its length, and sets as in version 9 after 16 bytes
      const std::uint32_t set = load_be16(p + 16);
      const std::uint32_t set_length = load_be16(p + 18);
      const bool right = second == payload.length && (set == 2 || set == 3 || set > 255) &&
                         set_length >= 4 && 16 + set_length <= payload.length;
      return right ? from_client(Application::kIpfix) : no_finding();
    }
    default:
      return no_finding();
  }
}

// The version, the form of the agent's address, the address; then a few small numbers.
Finding recognise_sflow(const PayloadView& payload) {
  constexpr std::size_t kHeader = 28;
  constexpr std::uint32_t kVersion = 5;
  constexpr std::uint32_t kIpv4 = 1, kIpv6 = 2;
  constexpr std::uint32_t kMaxSamples = 256;
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::uint32_t form = load_be32(p + 4);
  if (load_be32(p) != kVersion || (form != kIpv4 && form != kIpv6)) return no_finding();
  const std::size_t count_at = 8 + (form == kIpv4 ? 4u : 16u) + 12;
  if (payload.bytes.size() < count_at + 4) return no_finding();
  const std::uint32_t samples = load_be32(p + count_at);
  return samples >= 1 && samples <= kMaxSamples ? from_client(Application::kSflow) : no_finding();
}

}  // namespace flowsnoop
