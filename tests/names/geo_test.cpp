#include "names/geo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "support/mmdb_image.h"
#include "support/program.h"

namespace flowsnoop::test {
namespace {

using testing::HasSubstr;

std::string country(std::string_view code) {
  return MmdbImage::map({{"country", MmdbImage::map({{"iso_code", MmdbImage::text(code)}})}});
}

std::string network(std::uint32_t number, std::string_view organization) {
  return MmdbImage::map({{"autonomous_system_number", MmdbImage::number(number)},
                         {"autonomous_system_organization", MmdbImage::text(organization)}});
}

class Geo : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_geo_databases()) GTEST_SKIP() << "built without libmaxminddb";
    MmdbImage countries;
    countries.add("198.51.100.0", 24, country("DE"));
    countries.add("2001:db8:1::", 48, country("SE"));
    countries.add("192.0.2.0", 25, MmdbImage::map({{"country", MmdbImage::text("odd")}}));
    MmdbImage networks;
    networks.add("198.51.100.80", 32, network(64496, "Example Network"));
    networks.add("192.0.2.128", 25, network(4200000000, ""));
    write_file(path("country"), countries.build());
    write_file(path("asn"), networks.build());
  }

  std::string path(const std::string& name) const { return directory_.path() / (name + ".mmdb"); }

  // "DE 64496 Example Network"
  static std::string find(const GeoDatabases& databases, std::string_view address) {
    const GeoPlace place = databases.find(*parse_ip_address(address));
    return std::string(place.country) + " " + std::to_string(place.as_number) + " " +
           std::string(place.as_organization);
  }

 private:
  TemporaryDirectory directory_;
};

TEST_F(Geo, EachDatabaseAddsWhatItKnows) {
  const GeoDatabases databases({path("country"), path("asn")});
  EXPECT_EQ(find(databases, "198.51.100.80"), "DE 64496 Example Network");
  EXPECT_EQ(find(databases, "198.51.100.81"), "DE 0 ");
  EXPECT_EQ(find(databases, "2001:db8:1::7"), "SE 0 ");
  EXPECT_EQ(find(databases, "192.0.2.200"), " 4200000000 ");
}

TEST_F(Geo, WhatIsNotThereIsAbsent) {
  const GeoDatabases databases({path("country"), path("asn")});
  EXPECT_EQ(find(databases, "203.0.113.1"), " 0 ");
  EXPECT_EQ(find(databases, "2001:db8:2::7"), " 0 ");
  EXPECT_EQ(find(databases, "192.0.2.1"), " 0 ");  // the country is a text
}

std::string error_of(const std::string& path) {
  try {
    const GeoDatabases databases({path});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no error";
}

TEST_F(Geo, WhatIsNoDatabaseIsSaid) {
  EXPECT_THAT(error_of(path("none")), HasSubstr("none.mmdb: No such file"));
  write_file(path("text"), "not a database");
  EXPECT_THAT(error_of(path("text")), HasSubstr("cannot read"));
}

// A record in the tree that leads behind the end of the file.
TEST_F(Geo, DamageGivesNothing) {
  MmdbImage image;
  image.add("198.51.100.0", 24, country("DE"));
  std::string bytes = image.build();
  const std::size_t tree = 120 * 6;  // 96 + 24 nodes of two records
  ASSERT_EQ(bytes.substr(tree, 16), std::string(16, '\0'));
  for (std::size_t at = tree - 6; at < tree; ++at) bytes[at] = '\x7f';
  write_file(path("damaged"), bytes);
  const GeoDatabases databases({path("damaged")});
  EXPECT_EQ(find(databases, "198.51.100.1"), " 0 ");
}

}  // namespace
}  // namespace flowsnoop::test
