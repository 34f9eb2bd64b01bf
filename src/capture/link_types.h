// Link types as savefiles number them (LINKTYPE_) and as a running libpcap does (DLT_).
//
// Most numbers are the same; the few that are not are in https://www.tcpdump.org/linktypes.html.
// Pure functions.
#pragma once

#include <cstdint>

#include "flowsnoop/link_type.h"

namespace flowsnoop {

LinkType link_type_from_dlt(int dlt);
int dlt_from_link_type(LinkType link_type);

}  // namespace flowsnoop
