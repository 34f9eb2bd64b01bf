// Oracle's transparent network substrate: a length, a checksum that is 0, a packet type.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {

Finding recognise_oracle_tns(const PayloadView& payload) {
  constexpr std::size_t kHeader = 8;
  constexpr std::size_t kVersions = 12;
  enum Type : std::uint8_t {
    kConnect = 1,
    kAccept = 2,
    kRefuse = 4,
    kRedirect = 5,
    kData = 6,
    kResend = 11,
    kMarker = 12
  };
  if (payload.bytes.size() < kHeader) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const bool exact = load_be16(p) == payload.length;
  const bool checksums = load_be16(p + 2) == 0 && load_be16(p + 6) == 0;
  if (!exact || !checksums || p[5] > 0x40) return no_finding();
  const bool port = on_port(payload, 1521, 1522, 1525, 1526, 1575);
  // The protocol's version is 300 and more.
  const bool version =
      payload.bytes.size() >= kVersions && load_be16(p + 8) >= 300 && load_be16(p + 8) <= 330;
  switch (p[4]) {
    case kConnect:
      return version && load_be16(p + 10) >= 300 - 100 ? from_client(Application::kOracleTns)
                                                       : no_finding();
    case kAccept:
      return version ? from_server(Application::kOracleTns) : no_finding();
    case kRefuse:
    case kRedirect:
      return port ? from_server(Application::kOracleTns) : no_finding();
    case kResend:
      return port && payload.length == kHeader ? from_server(Application::kOracleTns)
                                               : no_finding();
    case kData:
    case kMarker:
      return port ? from_anyone(Application::kOracleTns) : no_finding();
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
