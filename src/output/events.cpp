#include "output/events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "flowsnoop/ports.h"
#include "output/humanize.h"
#include "output/value_text.h"

namespace flowsnoop {
namespace {

// Below these widths the classes of the ports are shortened, and left out.
constexpr int kWideTerminal = 140;
constexpr int kMediumTerminal = 100;

struct Label {
  std::string_view text;
  std::string_view short_text;
  Emphasis emphasis;
};

constexpr Label kLabels[kFlowEventKindCount] = {
    {"SYN", "SYN", Emphasis::kNone},           {"NEW", "NEW", Emphasis::kNone},
    {"ESTABLISHED", "ESTAB", Emphasis::kGood}, {"CLOSED", "CLOSED", Emphasis::kGood},
    {"RESET", "RESET", Emphasis::kBad},        {"REFUSED", "REFUSED", Emphasis::kBad},
    {"REVISED", "REVISED", Emphasis::kUnsure}, {"TIMED OUT", "TIMEOUT", Emphasis::kUnsure},
    {"END", "END", Emphasis::kNone},
};
constexpr std::size_t kLabelWidth = 11;
constexpr std::size_t kShortLabelWidth = 7;

// Room for the shortest of the totals, the gap before them included: "  999 KB".
constexpr std::size_t kSmallestTotals = 8;

// What may follow the server in a line that ends a conversation, the best first: which of the
// notes (class and service, service, nothing), and which length of the totals.
struct Tail {
  std::size_t note;
  std::size_t totals;
};
constexpr Tail kTails[] = {{0, 0}, {0, 1}, {1, 1}, {1, 2}, {1, 3},
                           {2, 2}, {2, 3}, {1, 4}, {2, 4}, {2, 5}};

bool ends_conversation(FlowEventKind kind) {
  switch (kind) {
    case FlowEventKind::kSyn:
    case FlowEventKind::kNew:
    case FlowEventKind::kEstablished:
    case FlowEventKind::kRevised:
      return false;
    case FlowEventKind::kClosed:
    case FlowEventKind::kReset:
    case FlowEventKind::kRefused:
    case FlowEventKind::kTimedOut:
    case FlowEventKind::kEnded:
      break;
  }
  return true;
}

// What the label does not say: how far a conversation got that fell silent, why another ended.
std::string_view remark(const FlowEvent& event) {
  if (was_unreachable(event.flow->state, event.flow->icmp_errors)) return "unreachable";
  if (event.kind == FlowEventKind::kTimedOut) return to_string(event.flow->state);
  return event.kind == FlowEventKind::kEnded ? to_string(event.flow->end_reason) : "";
}

PortClassForm class_form(int width) {
  if (width == 0 || width >= kWideTerminal) return PortClassForm::kFull;
  return width >= kMediumTerminal ? PortClassForm::kShort : PortClassForm::kNone;
}

}  // namespace

EventWriter::EventWriter(Output& output, TextStyle style, bool numeric)
    : output_(output),
      style_(style),
      signs_(glyphs(style.utf8)),
      numeric_(numeric),
      port_class_(class_form(style.width)),
      narrow_(port_class_ == PortClassForm::kNone),
      gap_(narrow_ ? 1 : 2),
      line_(style.colour) {}

void EventWriter::on_record(const FlowRecord&) {}

void EventWriter::on_event(const FlowEvent& event) {
  if (only_carries(*event.flow)) return;
  const LocalTime& time = clock_.at(event.time_ns);
  if (!day_ || !day_->same_day(time) || day_->utc_offset_s != time.utc_offset_s) {
    announce_day(time);
  }
  line_.add(format_clock(time, true), Emphasis::kFaint);
  add_label(event);
  add_conversation(event);
  output_.append(line_.finish());
  output_.end_line();
}

void EventWriter::announce_day(const LocalTime& time) {
  day_ = time;
  line_.add(fmt::format("{0}{0} {1} {2} {0}{0}", signs_.rule, format_date(time), format_zone(time)),
            Emphasis::kHeading);
  output_.append(line_.finish());
}

void EventWriter::add_label(const FlowEvent& event) {
  const Label& label = kLabels[static_cast<std::size_t>(event.kind)];
  line_.pad_to(line_.column() + gap_);
  const std::size_t begin = line_.column();
  line_.add(narrow_ ? label.short_text : label.text, label.emphasis);
  line_.pad_to(begin + (narrow_ ? kShortLabelWidth : kLabelWidth) + gap_);
}

void EventWriter::add_conversation(const FlowEvent& event) {
  const FlowRecord& flow = *event.flow;
  Widths& widest = widths_[flow.ip_version == 6 ? 1 : 0];
  line_.add(transport_text(flow.protocol));
  line_.pad_to(line_.column() + gap_);

  const Sockets sockets = fit_sockets(flow);
  const std::size_t client = line_.column();
  line_.add(sockets.client);
  line_.add(sockets.client_note, Emphasis::kFaint);
  widest.client = std::max(widest.client, line_.column() - client);
  line_.pad_to(client + std::min(widest.client, sockets.max_client_width) + 1);
  line_.add(signs_.arrow);
  line_.add(" ");

  const std::size_t server = line_.column();
  line_.add(sockets.server);
  const std::string note = server_note(flow, class_form_of(flow.protocol, port_class_));
  widest.server = std::max(widest.server, line_.column() + note.size() - server);
  if (ends_conversation(event.kind)) {
    add_note_and_totals(event, server + widest.server + gap_);
  } else if (note.size() <= room_left()) {
    line_.add(note, Emphasis::kFaint);
  }
}

// Where two sockets are too long, the addresses lose their middle, and the client's class goes.
EventWriter::Sockets EventWriter::fit_sockets(const FlowRecord& flow) const {
  const std::size_t arrow = display_width(signs_.arrow) + 2;
  const std::size_t room = room_left() > arrow ? room_left() - arrow : 0;
  const bool with_port = has_ports(flow.protocol);
  const std::string client_name = numeric_ ? "" : shown_name(flow.client_name);
  const std::string server_name = numeric_ ? "" : shown_name(flow.server_name);
  std::string client = named_socket_text(client_name, flow.client, flow.ip_version, with_port);
  std::string server = named_socket_text(server_name, flow.server, flow.ip_version, with_port);
  std::string_view note =
      port_class_note(flow.client.port, class_form_of(flow.protocol, port_class_));
  if (client.size() + note.size() + server.size() > room) note = {};
  if (client.size() + server.size() > room) {
    const std::size_t half = room > kSmallestTotals ? (room - kSmallestTotals) / 2 : 0;
    client = elided_socket(client, half, signs_.ellipsis);
    server = elided_socket(server, half, signs_.ellipsis);
  }
  const std::size_t server_width = display_width(server);
  return {std::move(client), note, std::move(server),
          room > server_width ? room - server_width : 0};
}

// The first of kTails that fits; the totals stand in a column of their own where the line has room
// for that.
void EventWriter::add_note_and_totals(const FlowEvent& event, std::size_t totals_column) {
  const PortClassForm port_class = class_form_of(event.flow->protocol, port_class_);
  const std::string notes[] = {server_note(*event.flow, port_class),
                               server_note(*event.flow, PortClassForm::kNone), ""};
  const auto totals = totals_by_length(event);
  const std::size_t end = line_.column() + room_left();
  for (const auto& [note, length] : kTails) {
    const std::size_t after_note = line_.column() + notes[note].size() + gap_;
    for (const std::size_t begin : {narrow_ ? after_note : totals_column, after_note}) {
      if (begin + display_width(totals[length]) > end) continue;
      line_.add(notes[note], Emphasis::kFaint);
      line_.pad_to(begin);
      line_.add(totals[length]);
      return;
    }
  }
}

std::size_t EventWriter::room_left() const {
  if (style_.width == 0) return SIZE_MAX / 2;
  const auto width = static_cast<std::size_t>(style_.width);
  return width > line_.column() ? width - line_.column() : 0;
}

// " (well-known, https)", " (https)", "": what is known of the server's port and may be said.
std::string EventWriter::server_note(const FlowRecord& flow, PortClassForm form) const {
  const std::string_view port_class = port_class_text(flow.server.port, form);
  const std::string_view service = numeric_ ? "" : flow.service;
  if (port_class.empty() && service.empty()) return "";
  const std::string_view comma = port_class.empty() || service.empty() ? "" : ", ";
  return fmt::format(" ({}{}{})", port_class, comma, service);
}

auto EventWriter::totals_by_length(const FlowEvent& event) const
    -> std::array<std::string, kTotalsLengths> {
  const FlowRecord& flow = *event.flow;
  const std::string packets = each_way(flow.client.packets, flow.server.packets, signs_);
  const std::string bytes = each_way(flow.client.bytes, flow.server.bytes, signs_);
  const std::string all_bytes = humanize_bytes(flow.client.bytes + flow.server.bytes);
  const std::string duration =
      humanize_duration(duration_ns(flow.start_ns, flow.end_ns), signs_.micro);
  std::string why = words(remark(event));
  if (!why.empty()) why.insert(0, ", ");
  return {
      fmt::format("{} packets, {} bytes, {}{}", packets, bytes, duration, why),
      fmt::format("{}, {}, {}{}", packets, bytes, duration, why),
      fmt::format("{}, {}{}", bytes, duration, why),
      fmt::format("{}, {}", bytes, duration),
      fmt::format("{}, {}", all_bytes, duration),
      all_bytes,
  };
}

void EventWriter::finish(const RunSummary&) {
  output_.flush();
}

}  // namespace flowsnoop
