// The views that sum conversations up instead of listing them, by name.
//
// Pure functions; a writer is used by one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "output/network.h"
#include "output/writer.h"

namespace flowsnoop {

enum class View : std::uint8_t {
  kServices,  // the listening services
  kHosts,     // each address
  kNetstat,   // the conversations of local addresses
  kFindings,  // scans, and passwords in plain text
};

std::optional<View> parse_view(std::string_view name);

// "services, hosts, netstat and findings"
std::string view_names();

// `local` concerns kNetstat only, `numeric` (no service names) kServices and
// kHosts.
std::unique_ptr<RecordWriter> make_view(View view, Output& output, TextStyle style, bool numeric,
                                        std::vector<Network> local);

}  // namespace flowsnoop
