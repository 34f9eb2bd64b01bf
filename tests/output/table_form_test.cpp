#include "output/table_form.h"

#include <gtest/gtest.h>

#include "sample.h"

namespace flowsnoop {
namespace {

TableExtent typical_extent() {
  FlowRow row;
  row.client = test::make_endpoint("192.168.1.23", 51514, 14, 2140);
  row.server = test::make_endpoint("140.82.114.5", 443, 17, 8430);
  row.service = "https";
  row.state = FlowState::kEstablished;
  row.by = EvidenceKind::kSyn;
  row.protocol = 6;
  row.ip_version = 4;
  row.end_ns = 1'310'000'000;
  row.about = "www.example.org";
  TableExtent extent;
  extent.include(row);
  return extent;
}

std::size_t total_width(const TableForm& form, const TableExtent& extent) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < kColumnCount; ++i) {
    const auto column = static_cast<Column>(i);
    if (!form.shows(column)) continue;
    width += (width > 0 ? form.gap() : 0) + column_width(form, extent, glyphs(true), column);
  }
  return width;
}

TableForm form_for(std::size_t width) {
  return choose_form(typical_extent(), glyphs(true), width, DateForm::kNone, false);
}

TEST(ChooseForm, ShowsEverythingWhereThereIsNoTerminal) {
  const TableForm form = form_for(0);
  for (std::size_t i = 0; i < kColumnCount; ++i) EXPECT_TRUE(form.shows(static_cast<Column>(i)));
  EXPECT_EQ(form.port_class, PortClassForm::kFull);
  EXPECT_TRUE(form.packets_each_way && form.bytes_each_way && form.reason && form.milliseconds);
}

TEST(ChooseForm, FitsEveryWidthItCan) {
  for (std::size_t width = 70; width <= 220; ++width) {
    EXPECT_LE(total_width(form_for(width), typical_extent()), width) << width;
  }
}

TEST(ChooseForm, ShortensThePortClassesFirst) {
  const std::size_t full = total_width(form_for(0), typical_extent());
  const TableForm form = form_for(full - 1);
  EXPECT_EQ(form.port_class, PortClassForm::kShort);
  EXPECT_TRUE(form.packets_each_way && form.shows(Column::kDuration) && form.reason);
}

TEST(ChooseForm, KeepsPortClassesLongerThanWhitespace) {
  const TableForm form = form_for(100);
  EXPECT_EQ(form.port_class, PortClassForm::kShort);
  EXPECT_TRUE(form.shows(Column::kState));
}

TEST(ChooseForm, NeverHidesWhoTalkedToWhomAndHowSureThatIs) {
  const TableForm form = form_for(40);
  for (const Column column : {Column::kStart, Column::kProto, Column::kClient, Column::kServer,
                              Column::kService, Column::kBytes, Column::kSure}) {
    EXPECT_TRUE(form.shows(column)) << heading(form, column);
  }
}

TEST(ChooseForm, ElidesAddressesOnlyWhenNothingElseIsLeft) {
  EXPECT_EQ(form_for(71).max_client_socket, SIZE_MAX);
  const TableForm form = form_for(68);
  EXPECT_FALSE(form.shows(Column::kState));
  EXPECT_LT(form.max_client_socket, std::string("192.168.1.23:51514").size());
  EXPECT_LE(total_width(form, typical_extent()), 68u);
}

// As wide as any row can need to be, with the dates of different years.
TEST(ChooseForm, FitsTheNarrowestUsualTerminalWithoutTheClockWhereItMust) {
  TableExtent extent = typical_extent();
  for (auto* width : {&extent.client, &extent.server}) width->fill(47);
  extent.service = 20;
  extent.protocol = 5;
  extent.all_bytes = 5;
  const TableForm form = choose_form(extent, glyphs(true), 80, DateForm::kFull, false);
  EXPECT_FALSE(form.clock);
  EXPECT_LE(total_width(form, extent), 80u);
  EXPECT_TRUE(choose_form(extent, glyphs(true), 80, DateForm::kShort, false).clock);
  EXPECT_TRUE(choose_form(extent, glyphs(true), 90, DateForm::kFull, false).clock);
}

TEST(ChooseForm, GivesBackWhatThereIsRoomForAfterAll) {
  TableExtent extent = typical_extent();
  extent.state = extent.short_state = 60;  // dropping this one column makes much room
  const TableForm form = choose_form(extent, glyphs(true), 100, DateForm::kNone, false);
  EXPECT_FALSE(form.shows(Column::kState));
  EXPECT_TRUE(form.shows(Column::kPackets));
  EXPECT_EQ(form.port_class, PortClassForm::kShort);
  EXPECT_LE(total_width(form, extent), 100u);
}

TEST(ChooseForm, LeavesServiceNamesOutWhereOnlyNumbersAreWanted) {
  EXPECT_FALSE(choose_form(typical_extent(), glyphs(true), 0, DateForm::kNone, true)
                   .shows(Column::kService));
  EXPECT_FALSE(
      choose_form(TableExtent(), glyphs(true), 0, DateForm::kNone, false).shows(Column::kService));
}

TEST(ColumnWidth, MakesRoomForTheDate) {
  TableForm form = form_for(0);
  EXPECT_EQ(column_width(form, typical_extent(), glyphs(true), Column::kStart), 12u);
  form.date = DateForm::kShort;
  EXPECT_EQ(column_width(form, typical_extent(), glyphs(true), Column::kStart), 18u);
  form.date = DateForm::kFull;
  EXPECT_EQ(column_width(form, typical_extent(), glyphs(true), Column::kStart), 23u);
}

}  // namespace
}  // namespace flowsnoop
