#include "cli/view_options.h"

#include <fmt/format.h>

#include "cli/options.h"
#include "cli/own_addresses.h"
#include "output/explain.h"
#include "output/self_check.h"

namespace flowsnoop {
namespace {

View parse_view_name(const std::string& name) {
  if (const auto view = parse_view(name)) return *view;
  throw UsageError(fmt::format("no such view: '{}'; there are {}", name, view_names()));
}

FlowSelector parse_explain(const std::string& text) {
  if (const auto selector = parse_flow_selector(text)) return *selector;
  throw UsageError(fmt::format(
      "--explain takes the id of a flow, or its sockets such as 192.0.2.1:51514-192.0.2.2:443 or "
      "[2001:db8::1]:51514-[2001:db8::2]:443, not '{}'",
      text));
}

// Each may be a list: "10.0.0.0/8,192.168.0.0/16".
std::vector<Network> parse_networks(const std::vector<std::string>& lists) {
  std::vector<Network> networks;
  for (std::string_view list : lists) {
    while (!list.empty()) {
      const std::string_view item = list.substr(0, list.find(','));
      list.remove_prefix(std::min(item.size() + 1, list.size()));
      const auto network = parse_network(item);
      if (!network) {
        throw UsageError(fmt::format(
            "--local takes networks such as 192.168.0.0/16 or 2001:db8::/32, not '{}'", item));
      }
      networks.push_back(*network);
    }
  }
  return networks;
}

}  // namespace

ViewOptions check_view_options(const RawViewOptions& raw) {
  const int chosen = !raw.view.empty() + !raw.explain.empty() + raw.self_check;
  if (chosen > 1) throw UsageError("--view, --explain and --self-check are one or the other");
  ViewOptions options;
  if (!raw.view.empty()) options.view = parse_view_name(raw.view);
  if (!raw.explain.empty()) options.explain = parse_explain(raw.explain);
  options.self_check = raw.self_check;
  options.local = parse_networks(raw.local);
  if (!raw.local.empty() && options.view != View::kNetstat) {
    throw UsageError("--local is for --view netstat");
  }
  return options;
}

std::unique_ptr<RecordWriter> make_output(const Config& config, Output& output, TextStyle style) {
  const ViewOptions& views = config.views;
  if (views.explain) return std::make_unique<ExplainWriter>(output, style, *views.explain);
  if (views.self_check) return std::make_unique<SelfCheckWriter>(output, style);
  if (!views.view) {
    return make_writer(config.format, output, style, config.numeric,
                       config.memory - config.memory_for_analysis(), config.threads);
  }
  std::vector<Network> local = views.local;
  if (local.empty() && config.is_live()) local = own_addresses();
  return make_view(*views.view, output, style, config.numeric, std::move(local));
}

}  // namespace flowsnoop
