// The options that choose another view than a list of conversations: --view, --local, --explain and
// --self-check.
//
// Plain values and pure functions, but for make_output().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "output/flow_selector.h"
#include "output/view.h"

namespace flowsnoop {

struct Config;

// As they were given; empty: not at all.
struct RawViewOptions {
  std::string view;
  std::string explain;
  bool self_check = false;
  std::vector<std::string> local;
};

// At most one of the first three is chosen.
struct ViewOptions {
  std::optional<View> view;
  std::optional<FlowSelector> explain;
  bool self_check = false;
  std::vector<Network> local;  // of View::kNetstat

  // The output is text for people, whatever the default format is.
  bool any() const { return view.has_value() || explain.has_value() || self_check; }
};

// Throws UsageError.
ViewOptions check_view_options(const RawViewOptions& raw);

// The writer that a checked command line asks for.
std::unique_ptr<RecordWriter> make_output(const Config& config, Output& output, TextStyle style);

}  // namespace flowsnoop
