// Where an FTP data connection will be: what PORT, PASV, EPRT and EPSV announce.
//
// Pure functions on bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "flowsnoop/ip_address.h"
#include "inspect/inspect.h"

namespace flowsnoop {

// The end of a data connection that waits for the other one: the server of that connection.
struct AnnouncedEndpoint {
  std::optional<IpAddress> address;  // none: that of who announced it (EPSV)
  std::uint16_t port = 0;
  Speaker announced_by = Speaker::kUnknown;  // kClient: PORT, EPRT; kServer: PASV, EPSV
};

// Reads PORT and replies 227 (RFC 959 sections 4.1.2 and 5.4), EPRT and replies 229 (RFC 2428
// sections 2 and 3) at the begin of a payload of an FTP control connection. Nothing where there is
// none, where it is cut, or where port or address are out of range.
std::optional<AnnouncedEndpoint> parse_ftp_announcement(const PayloadView& payload);

}  // namespace flowsnoop
