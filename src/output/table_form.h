// Which columns the table of flows has and how much they say, so that it fits the terminal.
//
// A table begins in its full form and is reduced step by step, the least missed first, until it
// fits; then what there is room for after all comes back. docs/output.md lists the steps. Plain
// values, used by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "output/flow_rows.h"
#include "output/flow_text.h"
#include "output/text_style.h"

namespace flowsnoop {

enum class Column : std::uint8_t {
  kStart,
  kProto,
  kClient,
  kServer,
  kService,
  kState,
  kPackets,
  kBytes,
  kDuration,
  kSure,
  kAbout,
};
inline constexpr std::size_t kColumnCount = 11;

enum class DateForm : std::uint8_t {
  kNone,   // all flows began on one day
  kShort,  // in one year: "05-01 "
  kFull,   // "2024-05-01 "
};

struct TableForm {
  DateForm date = DateForm::kNone;
  bool clock = true;  // START has the time of day
  bool milliseconds = true;
  PortClassForm port_class = PortClassForm::kFull;
  bool packets_each_way = true;
  bool bytes_each_way = true;
  bool reason = true;  // SURE says what the strongest evidence is
  bool tight = false;  // one space between columns, short words for states
  std::array<bool, kColumnCount> shown{};
  std::size_t max_service = SIZE_MAX;  // columns; longer ones are elided
  std::size_t max_about = SIZE_MAX;    // likewise
  std::size_t max_client_socket = SIZE_MAX;
  std::size_t max_server_socket = SIZE_MAX;

  std::size_t gap() const { return tight ? 1 : 2; }  // spaces between columns
  bool shows(Column column) const { return shown[static_cast<std::size_t>(column)]; }
  void show(Column column, bool yes) { shown[static_cast<std::size_t>(column)] = yes; }
};

// The widths of the widest cells.
struct TableExtent {
  std::array<std::size_t, kPortClassFormCount> client{};  // socket and class
  std::array<std::size_t, kPortClassFormCount> server{};
  std::size_t protocol = 0;
  std::size_t service = 0;
  std::size_t state = 0;
  std::size_t short_state = 0;
  std::size_t client_packets = 0;
  std::size_t server_packets = 0;
  std::size_t all_packets = 0;
  std::size_t client_bytes = 0;
  std::size_t server_bytes = 0;
  std::size_t all_bytes = 0;
  std::size_t duration = 0;
  std::size_t reason = 0;
  std::size_t about = 0;
  bool peers = false;  // there are symmetric conversations

  // No name has more than `max_name` columns.
  void include(const FlowRow& row, std::size_t max_name = SIZE_MAX);

  // The widest cells of both.
  void include(const TableExtent& other);
};

// What SURE says of a symmetric conversation, which has no client to be sure of.
inline constexpr std::string_view kPeers = "peers";

std::string_view heading(const TableForm& form, Column column);

// The width of a column, its heading included; without the gap after it.
std::size_t column_width(const TableForm& form, const TableExtent& extent, const Glyphs& signs,
                         Column column);

// The fullest form that fits in `width` columns (0: no limit). Where none does, the addresses are
// elided; a terminal too narrow even for that gets longer lines.
TableForm choose_form(const TableExtent& extent, const Glyphs& signs, std::size_t width,
                      DateForm date, bool numeric);

}  // namespace flowsnoop
