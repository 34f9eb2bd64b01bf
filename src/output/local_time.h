// Points of time as a clock on the wall shows them, in the local time zone (TZ is obeyed, as in
// tcpdump). The wall clock itself is never read.
//
// A LocalClock remembers the last second it was asked for; it is used by one thread.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace flowsnoop {

struct LocalTime {
  int year = 1970;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millisecond = 0;
  int utc_offset_s = 0;  // what local time is ahead of UTC
  std::string zone;      // the abbreviation: "CEST"; may be empty

  bool same_day(const LocalTime& other) const {
    return year == other.year && month == other.month && day == other.day;
  }
};

class LocalClock {
 public:
  LocalClock();

  // `time_ns` counts from 1970-01-01 00:00 UTC. The reference is valid until the next call.
  const LocalTime& at(std::int64_t time_ns);

 private:
  std::int64_t second_ = std::numeric_limits<std::int64_t>::min();  // no time has this second
  LocalTime local_;
};

std::string format_date(const LocalTime& time);                      // "2024-05-01"
std::string format_short_date(const LocalTime& time);                // "05-01"
std::string format_clock(const LocalTime& time, bool milliseconds);  // "09:14:02.118", "09:14:02"

// "UTC", "CEST (UTC+02:00)", "UTC-03:00" where the zone has no name.
std::string format_zone(const LocalTime& time);

}  // namespace flowsnoop
