// Makes of what was kept of a TCP connection what a record says of it. A pure function.
#pragma once

#include "flow/flow.h"
#include "flowsnoop/tcp_record.h"

namespace flowsnoop {

// `flow.tcp` is set.
TcpRecord report_tcp(const Flow& flow, Side client);

}  // namespace flowsnoop
