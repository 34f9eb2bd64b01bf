// SNMP messages: version 1 and 2c (RFC 1157 section 4, RFC 3416 section 3), 3 (RFC 3412 section 6).
#include "inspect/ber.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::uint32_t kMaxCommunity = 255;

Speaker pdu_speaker(std::uint8_t tag) {
  switch (tag) {
    case 0xa0:  // get
    case 0xa1:  // get-next
    case 0xa3:  // set
    case 0xa5:  // get-bulk
    // An agent is the client of whoever listens to what it reports.
    case 0xa4:  // trap of version 1
    case 0xa6:  // inform
    case 0xa7:  // trap of version 2
      return Speaker::kClient;
    case 0xa2:  // response
    case 0xa8:  // report
      return Speaker::kServer;
    default:
      return Speaker::kUnknown;
  }
}

Finding version_1_or_2(BerReader& reader) {
  const std::uint32_t community = reader.expect(kBerOctetString);
  if (!reader.ok() || community > kMaxCommunity) return no_finding();
  reader.skip(community);
  const std::uint8_t tag = reader.byte();
  if (!reader.ok()) return from_anyone(Application::kSnmp);
  const Speaker speaker = pdu_speaker(tag);
  return speaker == Speaker::kUnknown ? no_finding() : found(Application::kSnmp, speaker);
}

Finding version_3(BerReader& reader) {
  constexpr std::uint8_t kPrivacy = 0x02;
  constexpr std::uint8_t kReportable = 0x04;
  reader.expect(kBerSequence);
  reader.integer();  // message id
  reader.integer();  // largest message
  const bool one_byte = reader.expect(kBerOctetString) == 1;
  const std::uint8_t flags = reader.byte();
  reader.integer();  // security model
  if (!reader.ok() || !one_byte || flags > 7) return no_finding();
  // Only what wants an answer is reportable (RFC 3412 section 6.4), but a trap wants none.
  const Finding by_flag = flags & kReportable ? from_client(Application::kSnmp, Strength::kHint)
                                              : from_anyone(Application::kSnmp);
  reader.skip(reader.expect(kBerOctetString));  // security parameters
  if (flags & kPrivacy) return by_flag;
  reader.expect(kBerSequence);
  reader.skip(reader.expect(kBerOctetString));  // context engine
  reader.skip(reader.expect(kBerOctetString));  // context name
  const Speaker speaker = pdu_speaker(reader.byte());
  return reader.ok() ? found(Application::kSnmp, speaker) : by_flag;
}

}  // namespace

Finding recognise_snmp(const PayloadView& payload) {
  BerReader reader(payload.bytes);
  const std::uint32_t length = reader.expect(kBerSequence);
  const std::size_t header = reader.position();
  if (!reader.ok() || header + length != payload.length) return no_finding();
  const std::uint32_t version = reader.integer();
  if (!reader.ok()) return no_finding();
  if (version <= 1) return version_1_or_2(reader);
  return version == 3 ? version_3(reader) : no_finding();
}

}  // namespace flowsnoop
