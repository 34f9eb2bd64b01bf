// What follows the table: totals, the services by bytes, and where every frame went.
//
// A Summary is used by one thread; its services' names live as long as the program.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flowsnoop/accounting.h"
#include "flowsnoop/flow_record.h"
#include "output/buffered_output.h"
#include "output/text_style.h"

namespace flowsnoop {

// All buckets in the order in which people read them: what was analyzed, what could not be, what
// was not wanted.
std::span<const FrameBucket> buckets_in_reading_order();

// "31 frames read: 31 in TCP flows": the buckets that hold any, which sum to the frames read. One
// line, without a line end.
std::string describe_accounting(const Accounting& accounting);

class Summary {
 public:
  static constexpr std::size_t kTopServices = 10;

  // `numeric`: services are shown by their ports.
  explicit Summary(bool numeric) : numeric_(numeric) {}

  // What the ends of a tunnel carry for others counts there.
  void add(const FlowRecord& record);

  // As if all records of `other` had been added here.
  void add(const Summary& other);

  void write(Output& output, const TextStyle& style, const Accounting& accounting) const;

 private:
  struct Totals {
    std::uint64_t flows = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;

    void add(const Totals& other);
  };
  // A service with a name is that name, whatever the port; one without is its port.
  struct ServiceKey {
    std::string_view name;
    std::uint16_t port = 0;
    std::uint8_t protocol = 0;

    bool operator==(const ServiceKey&) const = default;
  };
  struct ServiceKeyHash {
    std::size_t operator()(const ServiceKey& key) const;
  };
  using Service = std::pair<ServiceKey, Totals>;

  std::string describe_totals(const TextStyle& style) const;
  std::vector<Service> services_by_bytes() const;
  void write_services(Output& output, const TextStyle& style) const;

  bool numeric_;
  Totals all_;
  std::int64_t start_ns_ = INT64_MAX;
  std::int64_t end_ns_ = INT64_MIN;
  std::unordered_map<ServiceKey, Totals, ServiceKeyHash> services_;
};

}  // namespace flowsnoop
