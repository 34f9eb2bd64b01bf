// What a conversation is about in one word, for the views for people. Pure functions.
#pragma once

#include <string>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// The most telling of a record's labels: the name of the server that was asked for in TLS, QUIC or
// HTTP, the name that DNS was asked for, the name a host gave itself in DHCP, the software of an
// SSH server or client; empty where there is none. ASCII: everything else, and what a terminal
// would act on, is written as an escape.
std::string about_text(const FlowRecord& record);

}  // namespace flowsnoop
