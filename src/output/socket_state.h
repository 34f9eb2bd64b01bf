// The state of one side's socket as a person knows it from netstat, as far as packets show it: the
// states of RFC 9293 section 3.3.2 in netstat's spelling. A pure function.
#pragma once

#include <string_view>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// The state of the client's socket, or of the server's, at the end of the record. Of what is not
// TCP the words of to_string(FlowState). Without `record.tcp` a FIN is taken for acknowledged where
// the other side sent one too.
std::string_view socket_state(const FlowRecord& record, bool of_client);

}  // namespace flowsnoop
