// What an HTTP/1 message says in words (RFC 9112; headers: RFC 9110).
//
// Pure functions on bytes and the labels that they add to.
#pragma once

#include <cstdint>
#include <span>

#include "flowsnoop/labels.h"
#include "inspect/progress.h"

namespace flowsnoop {

// `stream` begins where a request or a response begins. Of the first request: method, target,
// version, host and user agent; of every request, whether it carries a password (RFC 7617). Of the
// first final response (RFC 9110 section 15.2): its status code. With `more` the rest of an
// unfinished message may still come, and nothing is added before it has; without, the labels are
// what there is.
Progress label_http(std::span<const std::uint8_t> stream, bool more, Labels& labels);

}  // namespace flowsnoop
