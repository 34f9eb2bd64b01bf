// What the views have in common: names of services, and times that need a date only where they are
// of several days.
//
// Plain values, used by one thread; names live as long as the program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flowsnoop/flow_record.h"
#include "output/local_time.h"
#include "output/writer.h"

namespace flowsnoop {

// "https (tls)": the registered name, and what was spoken where that is another. "" where neither
// is known. `numeric`: no registered names.
std::string service_label(const FlowRecord& record, bool numeric);

// The earliest and the latest of the times given.
struct TimeSpan {
  std::int64_t first_ns = INT64_MAX;
  std::int64_t last_ns = INT64_MIN;

  void include(std::int64_t start_ns, std::int64_t end_ns);
  void include(const FlowRecord& record) { include(record.start_ns, record.end_ns); }
};

// Shows times of one table, all with a date or none.
class MomentText {
 public:
  explicit MomentText(const TimeSpan& all);
  std::string operator()(std::int64_t time_ns);

 private:
  LocalClock clock_;
  bool date_ = false;
};

// A few names of services, in the order in which they were first seen.
class ServiceNames {
 public:
  static constexpr std::size_t kMax = 4;

  void add(const FlowRecord& record, bool numeric);
  // "https, dns, tcp/8080 and more"
  std::string text() const;

 private:
  struct Name {
    std::string_view name;  // empty: the port
    std::uint16_t port = 0;
    std::uint8_t protocol = 0;

    friend bool operator==(const Name&, const Name&) = default;
  };
  std::vector<Name> names_;  // most hosts have none or one
  bool more_ = false;
};

// Whether there is a server that somebody listens at: it answered, or other conversations prove it.
// An unanswered attempt, one that was refused and what was sent to a group show none.
bool shows_listener(const FlowRecord& record);

// "100% syn ack", or "peers".
std::string sure_text(const Roles& roles);

// The end of every view: where the frames went.
void write_accounting(Output& output, const TextStyle& style, const Accounting& accounting);

// A line, wrapped to the terminal.
void write_note(Output& output, const TextStyle& style, std::string_view text);

}  // namespace flowsnoop
