#include "cli/options.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>
#include <thread>

#include "cli/duration.h"
#include "cli/moment.h"
#include "cli/size.h"
#include "cli/suggestion.h"
#include "flowsnoop/analyzer.h"

namespace flowsnoop {
namespace {

// What was given, before anybody looked whether it makes sense.
struct RawOptions {
  std::map<std::string_view, std::vector<std::string>> values;  // by long name; flags have none
  std::vector<std::string> words;                               // arguments that are no options

  bool has(std::string_view name) const { return values.contains(name); }
  const std::vector<std::string>& all(std::string_view name) const {
    static const std::vector<std::string> kNone;
    const auto found = values.find(name);
    return found == values.end() ? kNone : found->second;
  }
  std::string one(std::string_view name) const {
    return all(name).empty() ? std::string() : all(name).front();
  }
};

std::string option_names(const OptionSpec& spec) {
  const std::string long_name = fmt::format("--{}", spec.long_name);
  return spec.short_name.empty() ? long_name : fmt::format("-{},{}", spec.short_name, long_name);
}

// How many words an option takes each time: "KIND DIR" are two.
std::size_t words_of(const OptionSpec& spec) {
  if (spec.value.empty()) return 0;
  return 1 + static_cast<std::size_t>(std::count(spec.value.begin(), spec.value.end(), ' '));
}

// CLI11's words, made one line in ours.
std::string explain_parse_error(const CLI::ParseError& error, const CLI::App& app) {
  for (const std::string& argument : app.remaining()) {
    if (!argument.starts_with("-")) continue;
    const std::string near = suggest_option(argument);
    return fmt::format("unknown option {}{}", argument,
                       near.empty() ? "" : fmt::format(" (did you mean {}?)", near));
  }
  return error.what();
}

// CLI11 would take "--flag=false" for the flag.
void refuse_values_of_flags(const std::vector<std::string>& arguments) {
  for (const OptionSpec& spec : option_specs()) {
    const std::string flag = fmt::format("--{}=", spec.long_name);
    const auto gives_value = [&](const std::string& word) { return word.starts_with(flag); };
    if (spec.value.empty() && std::ranges::any_of(arguments, gives_value)) {
      throw UsageError(fmt::format("--{} takes no value", spec.long_name));
    }
  }
}

// An empty word is what a shell makes of a variable that is not set.
void check_words(const OptionSpec& spec, const std::vector<std::string>& words) {
  const std::size_t expected = words_of(spec);
  if (expected != 0 && words.size() % expected != 0) {
    throw UsageError(fmt::format("--{} needs {}", spec.long_name, spec.value));
  }
  if (!spec.repeatable && words.size() > expected) {
    throw UsageError(fmt::format("--{} is given twice", spec.long_name));
  }
  if (std::ranges::any_of(words, &std::string::empty)) {
    throw UsageError(fmt::format("--{} needs {}: it is empty", spec.long_name, spec.value));
  }
}

RawOptions parse_raw(const std::vector<std::string>& arguments) {
  refuse_values_of_flags(arguments);
  CLI::App app;
  app.set_help_flag("");
  std::vector<std::string> words;
  app.add_option("words", words);
  std::map<std::string_view, std::vector<std::string>> values;
  for (const OptionSpec& spec : option_specs()) {
    const std::string names = option_names(spec);
    if (spec.value.empty()) {
      app.add_flag(names);
      continue;
    }
    auto* option = app.add_option(names, values[spec.long_name]);
    option->allow_extra_args(false)->type_name(std::string(spec.value));
    if (!spec.repeatable) option->expected(static_cast<int>(words_of(spec)));
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    throw UsageError(explain_parse_error(error, app));
  }
  RawOptions raw;
  raw.words = words;
  for (const OptionSpec& spec : option_specs()) {
    if (app.count(fmt::format("--{}", spec.long_name)) > 0) {
      raw.values[spec.long_name] = values[spec.long_name];
      check_words(spec, values[spec.long_name]);
    }
  }
  return raw;
}

Format parse_format(const std::string& text) {
  if (text == "text") return Format::kText;
  if (text == "events") return Format::kEvents;
  if (text == "json") return Format::kJson;
  if (text == "csv") return Format::kCsv;
  throw UsageError(fmt::format("no such format: '{}'; there are text, events, json and csv", text));
}

template <typename Number = std::uint64_t>
Number parse_count(std::string_view option, const std::string& text) {
  Number count = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || stop != end || count == 0) {
    throw UsageError(fmt::format("{} takes a whole number from 1 up, not '{}'", option, text));
  }
  return count;
}

std::uint16_t parse_seed(const std::string& text) {
  std::uint16_t seed = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, seed);
  if (error != std::errc{} || stop != end) {
    throw UsageError(
        fmt::format("--community-id-seed takes a number from 0 to 65535, not '{}'", text));
  }
  return seed;
}

std::int64_t parse_time(std::string_view option, std::string_view text) {
  const auto duration_ns = parse_duration_ns(text);
  if (!duration_ns) {
    throw UsageError(
        fmt::format("{} takes a time such as 90s, 5m or 2h4m, not '{}'", option, text));
  }
  return *duration_ns;
}

std::optional<std::int64_t> parse_moment(std::string_view option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto time_ns = parse_moment_ns(text);
  if (!time_ns) {
    throw UsageError(fmt::format(
        "{} takes a point of time such as 2024-05-14T09:30:00Z, 2024-05-14 or 1715679000.5, not "
        "'{}'",
        option, text));
  }
  return time_ns;
}

void set_times(const RawOptions& raw, Config& config) {
  config.start_ns = parse_moment("--start", raw.one("start"));
  config.end_ns = parse_moment("--end", raw.one("end"));
  if (config.is_live() && (config.start_ns || config.end_ns)) {
    throw UsageError("--start and --end choose packets of captures: they need -r");
  }
  if (config.start_ns && config.end_ns && *config.start_ns >= *config.end_ns) {
    throw UsageError("--start is not before --end: no packet is between them");
  }
}

std::size_t parse_memory(const std::string& text) {
  const auto bytes = parse_size(text);
  if (!bytes || *bytes < AnalyzerOptions::kLeastMemory) {
    throw UsageError(fmt::format("--memory takes a size such as 512M or 4G, {}M at least, not '{}'",
                                 AnalyzerOptions::kLeastMemory >> 20, text));
  }
  return *bytes;
}

// In millions of bytes, as tcpdump has it, or with a unit.
std::uint64_t parse_rotation_size(const std::string& text) {
  constexpr std::uint64_t kMillion = 1'000'000;
  std::uint64_t size = parse_size(text).value_or(0);
  const bool is_bare = !text.empty() && text.back() >= '0' && text.back() <= '9';
  if (is_bare) size = size <= UINT64_MAX / kMillion ? size * kMillion : 0;
  if (size == 0) {
    throw UsageError(fmt::format(
        "--rotate-size takes millions of bytes, or a size such as 100M, not '{}'", text));
  }
  return size;
}

void set_rotation(const RawOptions& raw, Config& config) {
  if (raw.has("rotate-time")) {
    config.rotation.period_ns = parse_time("--rotate-time", raw.one("rotate-time"));
    if (config.rotation.period_ns < 1'000'000'000) {
      throw UsageError("--rotate-time takes one second at least");
    }
  }
  if (raw.has("rotate-size")) {
    config.rotation.size = parse_rotation_size(raw.one("rotate-size"));
  }
  if (raw.has("rotate-files")) {
    config.rotation.files = parse_count<std::uint32_t>("--rotate-files", raw.one("rotate-files"));
    if (!config.rotation.is_on()) throw UsageError("-W counts files: it needs -C or -G");
  }
  if (!config.rotation.is_on()) return;
  if (config.write_path.empty()) throw UsageError("-C and -G rotate the files of -w: give -w FILE");
  if (config.write_path == "-") throw UsageError("-C and -G rotate files: -w needs a file name");
}

constexpr unsigned kMaxThreads = 64;

unsigned parse_threads(const std::string& text) {
  unsigned threads = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, threads);
  if (error != std::errc{} || stop != end || threads == 0 || threads > kMaxThreads) {
    throw UsageError(
        fmt::format("--threads takes a number from 1 to {}, not '{}'", kMaxThreads, text));
  }
  return threads;
}

unsigned default_threads() {
  return std::clamp(std::thread::hardware_concurrency(), 1u, kMaxThreads);
}

std::optional<SplitOptions> parse_split(const std::vector<std::string>& words) {
  if (words.empty()) return std::nullopt;
  const std::string& kind = words.front();
  const std::string& directory = words.back();
  if (kind == "flows") return SplitOptions{SplitKind::kFlows, directory};
  if (kind == "services") return SplitOptions{SplitKind::kServices, directory};
  if (kind == "hosts") return SplitOptions{SplitKind::kHosts, directory};
  throw UsageError(
      fmt::format("--split takes flows, services or hosts and a directory, not '{}'", kind));
}

// A quarter of the machine's.
std::size_t default_memory() {
  const auto pages = static_cast<std::size_t>(std::max(::sysconf(_SC_PHYS_PAGES), 0L));
  const auto page_bytes = static_cast<std::size_t>(std::max(::sysconf(_SC_PAGESIZE), 0L));
  return std::max(pages / 4 * page_bytes, AnalyzerOptions::kLeastMemory);
}

// No conversation could have two packets.
std::int64_t parse_idle_time(std::string_view text) {
  const std::int64_t time_ns = parse_time("--idle-timeout", text);
  if (time_ns == 0) throw UsageError("--idle-timeout takes times above 0");
  return time_ns;
}

// "90s" for all, or "established=2h,udp=90s".
void set_idle_timeouts(std::string_view list, FlowTimeouts& timeouts) {
  const std::pair<std::string_view, std::int64_t*> kinds[] = {
      {"established", &timeouts.tcp_established_ns},
      {"half-open", &timeouts.tcp_half_open_ns},
      {"closed", &timeouts.tcp_closed_ns},
      {"udp", &timeouts.udp_ns},
      {"icmp", &timeouts.icmp_ns},
      {"other", &timeouts.other_ns}};
  if (list.find('=') == std::string_view::npos) {
    for (const auto& [name, timeout_ns] : kinds) *timeout_ns = parse_idle_time(list);
    return;
  }
  while (!list.empty()) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(item.size() + 1, list.size()));
    const std::size_t equals = std::min(item.find('='), item.size());
    const auto* kind = std::find_if(std::begin(kinds), std::end(kinds), [&](const auto& entry) {
      return entry.first == item.substr(0, equals);
    });
    if (kind == std::end(kinds) || equals == item.size()) {
      throw UsageError(
          fmt::format("--idle-timeout knows established=, half-open=, closed=, udp=, icmp= and "
                      "other=, not '{}'",
                      item));
    }
    *kind->second = parse_idle_time(item.substr(equals + 1));
  }
}

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

// Of the words after a first file: those that no filter begins with, and that exist.
bool looks_like_file(const std::string& word) {
  return word.find_first_of("./") != std::string::npos && exists(word);
}

// Moves the captures at the beginning of `words` to `files`: `flowsnoop FILE...`, and what a shell
// makes of `-r *.pcap`.
void take_files(std::vector<std::string>& words, std::vector<std::string>& files) {
  auto end = words.begin();
  if (files.empty()) {  // the first one may have any name
    if (words.empty() || (words.front() != "-" && !exists(words.front()))) return;
    ++end;
  }
  end = std::find_if_not(end, words.end(), looks_like_file);
  files.insert(files.end(), words.begin(), end);
  words.erase(words.begin(), end);
}

std::string join(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

// After --write, --split and --checksums, which need whole packets.
void set_live(const RawOptions& raw, Config& config) {
  const RawLiveOptions live{.buffer_size = raw.one("buffer-size"),
                            .snaplen = raw.one("snapshot-length"),
                            .time_stamp_type = raw.one("time-stamp-type"),
                            .duration = raw.one("duration"),
                            .stats_interval = raw.one("stats-interval"),
                            .no_promiscuous = raw.has("no-promiscuous-mode")};
  if (live.any() && !config.is_live()) {
    throw UsageError("-B, -s, -p, -j, --duration and --stats-interval are of capturing: give -i");
  }
  const bool needs_whole_packets =
      !config.write_path.empty() || config.split || config.verify_checksums;
  config.live = check_live_options(live, needs_whole_packets);
}

void set_sources(const RawOptions& raw, Config& config) {
  config.savefiles = raw.all("read");
  config.interfaces = raw.all("interface");
  std::vector<std::string> words = raw.words;
  const bool begins_with_file = !words.empty() && looks_like_file(words.front());
  if (config.interfaces.empty() || begins_with_file) take_files(words, config.savefiles);
  if (!config.savefiles.empty() && !config.interfaces.empty()) {
    throw UsageError("-r reads files and -i captures on interfaces: give one or the other");
  }
  if (config.savefiles.empty() && config.interfaces.empty()) {
    throw UsageError(
        words.empty() ? "nothing to read: give -r FILE, or -i INTERFACE (-D lists them)"
                      : fmt::format("no file '{}', and neither -r FILE nor -i INTERFACE is given",
                                    words.front()));
  }
  if (std::count(config.savefiles.begin(), config.savefiles.end(), "-") > 1) {
    throw UsageError("standard input can be read only once: give '-r -' once");
  }
  config.filter = join(words);
}

Config check(const RawOptions& raw) {
  Config config;
  if (raw.has("help"))
    config.action = Action::kHelp;
  else if (raw.has("version"))
    config.action = Action::kVersion;
  else if (raw.has("list-interfaces"))
    config.action = Action::kListInterfaces;
  if (config.action != Action::kAnalyze) return config;

  set_sources(raw, config);
  set_times(raw, config);
  config.merge = raw.has("merge");
  if (config.merge && config.is_live()) {
    throw UsageError("--merge puts packets of captures in order: it needs -r");
  }
  config.stats = raw.has("stats");
  if (raw.has("count")) config.packet_limit = parse_count("--count", raw.one("count"));
  config.views = check_view_options({.view = raw.one("view"),
                                     .explain = raw.one("explain"),
                                     .self_check = raw.has("self-check"),
                                     .local = raw.all("local")});
  if (config.views.any() && raw.has("format")) {
    throw UsageError("--view, --explain and --self-check are text of their own: without --format");
  }
  if (config.views.self_check && config.is_live()) {
    throw UsageError("--self-check looks at a capture twice: it needs -r");
  }
  config.format = config.views.any()  ? Format::kText
                  : raw.has("format") ? parse_format(raw.one("format"))
                  : config.is_live()  ? Format::kEvents
                                      : Format::kText;
  config.output_path = raw.one("output") == "-" ? "" : raw.one("output");
  config.write_path = raw.one("write");
  set_rotation(raw, config);
  config.split = parse_split(raw.all("split"));
  config.numeric = raw.has("numeric");
  config.geo_databases = raw.all("geoip");
  config.resolve = raw.has("resolve");
  if (config.numeric && config.resolve) {
    throw UsageError("--resolve asks for names and -n wants none: give one or the other");
  }
  if (raw.has("community-id-seed")) {
    config.community_id_seed = parse_seed(raw.one("community-id-seed"));
  }
  config.follow_tunnels = !raw.has("no-tunnels");
  config.verify_checksums = raw.has("checksums");
  if (config.write_path == "-" && config.output_path.empty()) {
    throw UsageError("'-w -' puts packets on standard output: send the records elsewhere with -o");
  }
  set_live(raw, config);
  config.sandbox = !raw.has("no-sandbox");
  config.user = raw.one("user");
  config.threads = raw.has("threads") ? parse_threads(raw.one("threads")) : default_threads();
  config.memory = raw.has("memory") ? parse_memory(raw.one("memory")) : default_memory();
  if (raw.has("idle-timeout")) set_idle_timeouts(raw.one("idle-timeout"), config.timeouts);
  if (raw.has("active-timeout")) {
    config.timeouts.active_ns = parse_time("--active-timeout", raw.one("active-timeout"));
  }
  return config;
}

}  // namespace

Config parse_command_line(const std::vector<std::string>& arguments) {
  return check(parse_raw(arguments));
}

}  // namespace flowsnoop
