// DNS messages from text, for the tests of names/.
#pragma once

#include <string_view>

#include "flowsnoop/ip_address.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {

inline void append(Bytes& out, const Bytes& more) {
  out.insert(out.end(), more.begin(), more.end());
}

inline Bytes dns_name(std::string_view text) {
  Bytes name;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    name.push_back(static_cast<std::uint8_t>(label.size()));
    name.insert(name.end(), label.begin(), label.end());
    text.remove_prefix(std::min(label.size() + 1, text.size()));
  }
  name.push_back(0);
  return name;
}

// `type_class_ttl` in hexadecimal digits.
inline Bytes dns_record(std::string_view owner, std::string_view type_class_ttl,
                        const Bytes& data) {
  Bytes record = dns_name(owner);
  append(record, from_hex(type_class_ttl));
  record.push_back(static_cast<std::uint8_t>(data.size() >> 8));
  record.push_back(static_cast<std::uint8_t>(data.size()));
  append(record, data);
  return record;
}

// An address record of an hour, or the other seconds given in hexadecimal digits.
inline Bytes dns_address(std::string_view owner, std::string_view address,
                         std::string_view ttl = "00000e10") {
  const auto bytes = parse_ip_address(address)->bytes;
  const bool ipv6 = address.find(':') != std::string_view::npos;
  return dns_record(owner, std::string(ipv6 ? "001c0001" : "00010001").append(ttl),
                    Bytes(bytes.begin() + (ipv6 ? 0 : 12), bytes.end()));
}

inline Bytes dns_alias(std::string_view owner, std::string_view target) {
  return dns_record(owner, "00050001 0000003c", dns_name(target));
}

// `flags` in hexadecimal digits; a question for an address where there is one; answers.
inline Bytes dns_message(std::string_view flags, std::string_view question,
                         const std::vector<Bytes>& answers) {
  Bytes message = from_hex("1234");
  append(message, from_hex(flags));
  append(message, from_hex(question.empty() ? "0000" : "0001"));
  message.push_back(0);
  message.push_back(static_cast<std::uint8_t>(answers.size()));
  append(message, from_hex("0000 0000"));
  if (!question.empty()) {
    append(message, dns_name(question));
    append(message, from_hex("0001 0001"));
  }
  for (const Bytes& answer : answers) append(message, answer);
  return message;
}

}  // namespace flowsnoop::test
