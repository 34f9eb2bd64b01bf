#include "names/geo.h"

#include <stdexcept>

#ifdef FLOWSNOOP_WITH_GEOIP
#include <maxminddb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#endif

namespace flowsnoop {

#ifdef FLOWSNOOP_WITH_GEOIP

namespace {

// The text of a path of keys that ends with a null; empty where there is none.
std::string_view text_at(MMDB_entry_s entry, const char* const* path) {
  MMDB_entry_data_s data;
  const bool found = MMDB_aget_value(&entry, &data, path) == MMDB_SUCCESS && data.has_data &&
                     data.type == MMDB_DATA_TYPE_UTF8_STRING;
  return found ? std::string_view(data.utf8_string, data.data_size) : std::string_view();
}

std::uint32_t number_at(MMDB_entry_s entry, const char* const* path) {
  MMDB_entry_data_s data;
  const bool found = MMDB_aget_value(&entry, &data, path) == MMDB_SUCCESS && data.has_data &&
                     data.type == MMDB_DATA_TYPE_UINT32;
  return found ? data.uint32 : 0;
}

}  // namespace

struct GeoDatabases::Database {
  explicit Database(const std::string& path) {
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &file);
    if (status == MMDB_SUCCESS) return;
    const std::string why = status == MMDB_FILE_OPEN_ERROR || status == MMDB_IO_ERROR
                                ? std::strerror(errno)
                                : MMDB_strerror(status);
    throw std::runtime_error("--geoip: cannot read " + path + ": " + why);
  }
  ~Database() { MMDB_close(&file); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void add_to(GeoPlace& place, const IpAddress& address) const;

  MMDB_s file{};
};

void GeoDatabases::Database::add_to(GeoPlace& place, const IpAddress& address) const {
  sockaddr_storage storage{};
  if (address.is_ipv4()) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    std::memcpy(&ipv4.sin_addr, &address.bytes[12], 4);
    std::memcpy(&storage, &ipv4, sizeof ipv4);
  } else {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    std::memcpy(&ipv6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&storage, &ipv6, sizeof ipv6);
  }
  int error = MMDB_SUCCESS;
  const MMDB_lookup_result_s found =
      MMDB_lookup_sockaddr(&file, reinterpret_cast<const sockaddr*>(&storage), &error);
  if (error != MMDB_SUCCESS || !found.found_entry) return;
  static constexpr const char* kCountry[] = {"country", "iso_code", nullptr};
  static constexpr const char* kNumber[] = {"autonomous_system_number", nullptr};
  static constexpr const char* kOrganization[] = {"autonomous_system_organization", nullptr};
  if (place.country.empty()) place.country = text_at(found.entry, kCountry);
  if (place.as_number == 0) place.as_number = number_at(found.entry, kNumber);
  if (place.as_organization.empty()) place.as_organization = text_at(found.entry, kOrganization);
}

bool has_geo_databases() {
  return true;
}

GeoDatabases::GeoDatabases(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) databases_.push_back(std::make_unique<Database>(path));
}

#else

struct GeoDatabases::Database {
  void add_to(GeoPlace& /*place*/, const IpAddress& /*address*/) const {}
};

bool has_geo_databases() {
  return false;
}

GeoDatabases::GeoDatabases(const std::vector<std::string>& /*paths*/) {
  throw std::runtime_error("--geoip: this flowsnoop was built without libmaxminddb");
}

#endif

GeoDatabases::~GeoDatabases() = default;

GeoPlace GeoDatabases::find(const IpAddress& address) const {
  GeoPlace place;
  for (const auto& database : databases_) database->add_to(place, address);
  return place;
}

}  // namespace flowsnoop
