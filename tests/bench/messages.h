// The first bytes of application protocols, enough like the real ones that inspection has its
// usual work with them.
//
// Each function replaces what is in `out`, which is reused, and returns a view of it. `number`
// makes names and identifiers differ from flow to flow.
#pragma once

#include <cstdint>

#include "frame.h"

namespace flowsnoop::bench {

// The longest of them has some 280 bytes.
struct Message {
  std::uint8_t bytes[512];
  std::size_t size = 0;

  Bytes view() const { return {bytes, size}; }
};

Bytes tls_client_hello(std::uint32_t number, Message& out);
Bytes tls_server_hello(std::uint32_t number, Message& out);
Bytes http_request(std::uint32_t number, Message& out);
Bytes http_response(Message& out);
Bytes dns_query(std::uint32_t number, Message& out);
Bytes dns_response(std::uint32_t number, Message& out);

}  // namespace flowsnoop::bench
