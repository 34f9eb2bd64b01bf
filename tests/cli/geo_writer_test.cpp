// --geoip. Runs the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "names/geo.h"
#include "support/mmdb_image.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;

ProgramResult run(const std::string& database) {
  return run_program(
      {.arguments = {"-r", "captures/names.pcapng", "--format", "json", "--geoip", database}});
}

TEST(GeoOutput, RecordsHaveCountryAndNetwork) {
  if (!has_geo_databases()) GTEST_SKIP() << "built without libmaxminddb";
  MmdbImage image;
  image.add("198.51.100.0", 24,
            MmdbImage::map({{"country", MmdbImage::map({{"iso_code", MmdbImage::text("DE")}})},
                            {"autonomous_system_number", MmdbImage::number(64496)},
                            {"autonomous_system_organization", MmdbImage::text("Example")}}));
  const TemporaryDirectory directory;
  write_file(directory.path() / "a.mmdb", image.build());
  const ProgramResult result = run(directory.path() / "a.mmdb");
  EXPECT_EQ(result.exit_status, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr(R"("as":{"number":64496,"organization":{"name":"Example"}},)"
                                       R"("geo":{"country_iso_code":"DE"}})"));
}

TEST(GeoOutput, WhatCannotBeReadEndsTheRun) {
  const ProgramResult result = run("captures/README.md");
  EXPECT_EQ(result.exit_status, 1);
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.error, HasSubstr("flowsnoop: --geoip: "));
}

}  // namespace
}  // namespace flowsnoop::test
