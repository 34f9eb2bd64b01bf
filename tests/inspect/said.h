// What one side said, and what has to be found in it: for the tests of the recognisers.
//
// Every expectation is checked whole and cut at every length, twice: as a snaplen cuts (the length
// that was sent stands) and as a short TCP segment. A cut payload may be found to be nothing, but
// must not be found to come from the wrong side. Bytes are copied to heap memory of exact size, so
// that AddressSanitizer sees every read past the end.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "inspect/inspect.h"
#include "support/packet_builder.h"

namespace flowsnoop::test {

struct Said {
  Bytes bytes;
  std::uint8_t protocol = 6;
  std::uint16_t from = 0;
  std::uint16_t to = 0;
};

inline Said tcp(std::uint16_t from, std::uint16_t to, Bytes bytes) {
  return {std::move(bytes), 6, from, to};
}
inline Said udp(std::uint16_t from, std::uint16_t to, Bytes bytes) {
  return {std::move(bytes), 17, from, to};
}

inline Bytes text(std::string_view characters) {
  return {characters.begin(), characters.end()};
}
inline Bytes fill(std::size_t count, std::uint8_t value = 0) {
  return Bytes(count, value);
}
template <typename... Parts>
Bytes join(const Parts&... parts) {
  Bytes all;
  (all.insert(all.end(), parts.begin(), parts.end()), ...);
  return all;
}

// Looks at the first `captured` bytes of a payload of `length` bytes.
inline Finding look(const Said& said, std::size_t captured, std::size_t length) {
  const Bytes exact(said.bytes.begin(),
                    said.bytes.begin() + static_cast<Bytes::difference_type>(captured));
  return inspect_payload(
      {exact, static_cast<std::uint32_t>(length), said.protocol, said.from, said.to});
}
inline Finding look(const Said& said) {
  return look(said, said.bytes.size(), said.bytes.size());
}

inline bool has_direction(Speaker speaker) {
  return speaker == Speaker::kClient || speaker == Speaker::kServer;
}

// "tls from the client, strong".
inline std::string describe(const Finding& finding) {
  constexpr const char* kSpeakers[] = {"anyone", "the client", "the server", "a peer"};
  if (finding.application == Application::kUnknown) return "nothing";
  return std::string(to_string(finding.application)) + " from " +
         kSpeakers[static_cast<std::size_t>(finding.speaker)] +
         (finding.strength == Strength::kStrong ? ", strong" : "");
}

// Where an expectation stands; std::source_location is not in every compiler that reads this.
struct Where {
  const char* file;
  int line;
  static Where current(const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    return {file, line};
  }
};

inline void expect_finding(const Said& said, const Finding& expected, const Where& where) {
  const testing::ScopedTrace trace(where.file, where.line, "here");
  EXPECT_EQ(describe(look(said)), describe(expected));
  for (std::size_t cut = 0; cut < said.bytes.size(); ++cut) {
    for (const std::size_t length : {said.bytes.size(), cut}) {
      if (length == cut && said.protocol != 6) continue;  // a datagram is never short
      const Finding finding = look(said, cut, length);
      EXPECT_FALSE(has_direction(finding.speaker) && finding.speaker != expected.speaker)
          << "cut after " << cut << " bytes of " << length << ": " << describe(finding);
    }
  }
}

inline void expect_client(const Said& said, Application application,
                          Strength strength = Strength::kStrong,
                          const Where& where = Where::current()) {
  expect_finding(said, {application, Speaker::kClient, strength}, where);
}
inline void expect_server(const Said& said, Application application,
                          Strength strength = Strength::kStrong,
                          const Where& where = Where::current()) {
  expect_finding(said, {application, Speaker::kServer, strength}, where);
}
inline void expect_anyone(const Said& said, Application application,
                          const Where& where = Where::current()) {
  expect_finding(said, {application, Speaker::kUnknown, Strength::kHint}, where);
}
inline void expect_peer(const Said& said, Application application,
                        const Where& where = Where::current()) {
  expect_finding(said, {application, Speaker::kSymmetric, Strength::kHint}, where);
}
inline void expect_nothing(const Said& said, const Where& where = Where::current()) {
  const testing::ScopedTrace trace(where.file, where.line, "here");
  EXPECT_EQ(describe(look(said)), "nothing");
}

}  // namespace flowsnoop::test
