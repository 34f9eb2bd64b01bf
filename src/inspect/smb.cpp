// SMB 1 (MS-CIFS section 2.2.3.1), SMB 2 and 3 (MS-SMB2 section 2.2.1) after a NetBIOS session
// header, as they go over port 445 and 139.
#include "inspect/match.h"
#include "inspect/recognisers.h"

namespace flowsnoop {
namespace {

constexpr std::size_t kSessionHeader = 4;

Finding version_1(ByteView message) {
  constexpr std::size_t kHeader = 32;
  constexpr std::uint8_t kReply = 0x80;
  constexpr std::uint8_t kLockingAndX = 0x24;
  if (message.size() < kHeader) return from_anyone(Application::kSmb);
  // A server breaks an opportunistic lock with what looks like a request (MS-CIFS 3.2.5.42).
  const bool lock_break = message[4] == kLockingAndX && load_le16(&message[30]) == 0xffff;
  if (lock_break) return from_anyone(Application::kSmb);
  return message[9] & kReply ? from_server(Application::kSmb) : from_client(Application::kSmb);
}

Finding version_2(ByteView message) {
  constexpr std::size_t kFlagsEnd = 20;
  constexpr std::uint16_t kStructureSize = 64;
  constexpr std::uint32_t kServerToClient = 1;
  if (message.size() < kFlagsEnd) return from_anyone(Application::kSmb);
  if (load_le16(&message[4]) != kStructureSize || load_le16(&message[12]) > 0x12) {
    return no_finding();
  }
  return load_le32(&message[16]) & kServerToClient ? from_server(Application::kSmb)
                                                   : from_client(Application::kSmb);
}

}  // namespace

Finding recognise_smb(const PayloadView& payload) {
  if (payload.bytes.size() < kSessionHeader + 4) return no_finding();
  const ByteView message = payload.bytes.subspan(kSessionHeader);
  switch (load_be32(message.data())) {
    case 0xff534d42:
      return version_1(message);
    case 0xfe534d42:
      return version_2(message);
    case 0xfd534d42:  // encrypted
    case 0xfc534d42:  // compressed
      return from_anyone(Application::kSmb);
    default:
      return no_finding();
  }
}

}  // namespace flowsnoop
