// Makes of what was kept of a TCP connection what a record says of it. A pure function.
#pragma once

#include "flow/flow.h"
#include "flowsnoop/tcp_record.h"

namespace flowsnoop {

// `flow` is one of TCP; all of `record` is overwritten.
void report_tcp(const Flow& flow, Side client, TcpRecord& record);

}  // namespace flowsnoop
