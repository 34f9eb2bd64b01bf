// One line for each thing that happens in a conversation, as it happens:
//
//     09:14:02.118  SYN  tcp  192.168.1.23:51514 (ephemeral) → 140.82.114.5:443 (well-known, https)
//
// What ended has its totals behind it. A line tells the date and time zone, at the beginning and
// when the day changes. Nothing is kept but the widths of the columns so far.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "output/flow_text.h"
#include "output/layout.h"
#include "output/local_time.h"
#include "output/writer.h"

namespace flowsnoop {

class EventWriter final : public RecordWriter {
 public:
  EventWriter(Output& output, TextStyle style, bool numeric);

  void on_record(const FlowRecord& record) override;
  void on_event(const FlowEvent& event) override;
  void begin_file() override { day_.reset(); }
  void finish(const RunSummary& summary) override;

 private:
  // The widest sockets so far, so that arrows stand below each other; IPv4 and IPv6 apart, because
  // one IPv6 address would push all of IPv4 to the right.
  struct Widths {
    std::size_t client = 0;
    std::size_t server = 0;
  };

  // Both sides of a conversation as this line has room for them.
  struct Sockets {
    std::string client;
    std::string_view client_note;  // the class of its port
    std::string server;
    std::size_t max_client_width = 0;  // what the client may be padded to
  };

  void announce_day(const LocalTime& time);
  void add_label(const FlowEvent& event);
  void add_conversation(const FlowEvent& event);
  void add_note_and_totals(const FlowEvent& event, std::size_t totals_column);
  Sockets fit_sockets(const FlowRecord& flow) const;
  std::size_t room_left() const;
  std::string server_note(const FlowRecord& flow, PortClassForm form) const;

  // The totals in several lengths, the longest first.
  static constexpr std::size_t kTotalsLengths = 6;
  std::array<std::string, kTotalsLengths> totals_by_length(const FlowEvent& event) const;

  Output& output_;
  TextStyle style_;
  Glyphs signs_;
  bool numeric_;
  PortClassForm port_class_;
  bool narrow_;
  std::size_t gap_;
  LocalClock clock_;
  LineBuilder line_;
  std::optional<LocalTime> day_;
  std::array<Widths, 2> widths_{};  // IPv4, IPv6
};

}  // namespace flowsnoop
