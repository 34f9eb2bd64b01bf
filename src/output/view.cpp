#include "output/view.h"

#include "output/findings_view.h"
#include "output/hosts_view.h"
#include "output/netstat_view.h"
#include "output/services_view.h"

namespace flowsnoop {

std::optional<View> parse_view(std::string_view name) {
  if (name == "services") return View::kServices;
  if (name == "hosts") return View::kHosts;
  if (name == "netstat") return View::kNetstat;
  if (name == "findings") return View::kFindings;
  return std::nullopt;
}

std::string view_names() {
  return "services, hosts, netstat and findings";
}

std::unique_ptr<RecordWriter> make_view(View view, Output& output, TextStyle style, bool numeric,
                                        std::vector<Network> local) {
  switch (view) {
    case View::kServices:
      return std::make_unique<ServicesView>(output, style, numeric);
    case View::kHosts:
      return std::make_unique<HostsView>(output, style, numeric);
    case View::kFindings:
      return std::make_unique<FindingsView>(output, style);
    case View::kNetstat:
      break;
  }
  return std::make_unique<NetstatView>(output, style, std::move(local));
}

}  // namespace flowsnoop
