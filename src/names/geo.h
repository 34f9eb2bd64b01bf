// Where addresses are and whose network they are in, from databases in MaxMind's format
// (https://maxmind.github.io/MaxMind-DB/): country, city or AS number, of MaxMind or others.
//
// The databases are read-only files that are mapped into memory; what they give is valid as long as
// the GeoDatabases lives. find() may run in parallel.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// Whether this build can read them: that needs libmaxminddb.
bool has_geo_databases();

class GeoDatabases {
 public:
  // Throws std::runtime_error where one cannot be opened.
  explicit GeoDatabases(const std::vector<std::string>& paths);
  ~GeoDatabases();
  GeoDatabases(const GeoDatabases&) = delete;
  GeoDatabases& operator=(const GeoDatabases&) = delete;

  // What is known of an address: each value from the first database that has one.
  GeoPlace find(const IpAddress& address) const;

 private:
  struct Database;
  std::vector<std::unique_ptr<Database>> databases_;
};

}  // namespace flowsnoop
