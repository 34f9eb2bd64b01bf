// Records to write, and a place to write them to, for the tests of output/.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "flowsnoop/analyzer.h"
#include "flowsnoop/flow_record.h"
#include "output/buffered_output.h"

namespace flowsnoop::test {

// 2024-05-01 09:14:02.118 UTC.
inline constexpr std::int64_t kSampleStart_ns = 1'714'554'842'118'000'000;

Endpoint make_endpoint(std::string_view address, std::uint16_t port, std::uint64_t packets,
                       std::uint64_t bytes);

// The HTTPS session of the README: 192.168.1.23:51514 to 140.82.114.5:443, SYN to FIN.
FlowRecord https_record();

// A DNS query and its answer, 100 ms after the HTTPS session began.
FlowRecord dns_record();

// Between two IPv6 addresses of the greatest length there is.
FlowRecord long_ipv6_record();

// A value of each kind, of some two.
Labels all_labels();

// Of a connection on which everything went wrong: no counter is 0.
TcpRecord troubled_tcp();

// An Output whose text can be read back. It leaves nothing behind.
class MemoryOutput {
 public:
  MemoryOutput();
  ~MemoryOutput();
  MemoryOutput(const MemoryOutput&) = delete;
  MemoryOutput& operator=(const MemoryOutput&) = delete;

  Output& output() { return output_; }

  // What was flushed so far.
  std::string text() const;

 private:
  int descriptor_;
  Output output_;
};

// Sets TZ for the duration of a test. The zones of the tests are spelled out as POSIX has them, so
// that no zone database is needed.
class ScopedTimeZone {
 public:
  explicit ScopedTimeZone(const char* zone);
  ~ScopedTimeZone();
  ScopedTimeZone(const ScopedTimeZone&) = delete;
  ScopedTimeZone& operator=(const ScopedTimeZone&) = delete;

 private:
  std::string before_;
  bool was_set_;
};
inline constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";

std::vector<std::string> split_lines(std::string_view text);

}  // namespace flowsnoop::test
