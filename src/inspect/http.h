// Reading HTTP/1 messages (RFC 9112). Pure functions on bytes.
#pragma once

#include <string_view>

namespace flowsnoop {

// True where `text`, the first bytes of a message, is too short to tell, and more may show that it
// is a request or a response.
bool may_begin_http(std::string_view text);

}  // namespace flowsnoop
