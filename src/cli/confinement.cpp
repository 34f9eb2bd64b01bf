#include "cli/confinement.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace flowsnoop {
namespace {

// Times of day, character sets and what OpenSSL is configured to do. Without them, times are UTC
// and text is ASCII.
constexpr const char* kAlwaysReadable[] = {"/etc/localtime",    "/usr/share/zoneinfo",
                                           "/usr/lib/locale",   "/usr/share/locale",
                                           "/etc/locale.alias", "/usr/lib/ssl/openssl.cnf"};
// What was dropped by an interface is read there by libpcap.
constexpr const char* kReadToCapture[] = {"/sys/class/net", "/sys/devices"};
// The system's resolver: its configuration, its modules, and the sockets of local services.
constexpr const char* kReadToAskNames[] = {"/etc",   "/run",     "/var/run",  "/lib",
                                           "/lib64", "/usr/lib", "/usr/lib64"};

// A file that is created, moved away or replaced needs its directory; a device or a pipe is what
// it is.
std::string what_to_write(const std::string& path) {
  struct stat status {};
  const bool exists = ::lstat(path.c_str(), &status) == 0;
  if (exists && !S_ISREG(status.st_mode)) return path;
  std::string directory = std::filesystem::path(path).parent_path().string();
  if (directory.empty()) return ".";
  // Of "captures/%Y/web", everything below "captures".
  const std::size_t percent = directory.find('%');
  if (percent == std::string::npos) return directory;
  const std::size_t slash = directory.rfind('/', percent);
  if (slash == std::string::npos) return ".";
  return directory.substr(0, std::max<std::size_t>(slash, 1));
}

bool writes_file(const Config& config) {
  return !config.output_path.empty() || (!config.write_path.empty() && config.write_path != "-");
}

}  // namespace

FileAccess files_needed(const Config& config) {
  FileAccess files;
  files.asks_names = config.resolve;
  const auto add = [&](auto& paths) {
    files.readable.insert(files.readable.end(), std::begin(paths), std::end(paths));
  };
  add(kAlwaysReadable);
  add(config.savefiles);
  add(config.geo_databases);
  if (config.is_live()) add(kReadToCapture);
  if (config.resolve) add(kReadToAskNames);
  for (const std::string& path : {config.output_path, config.write_path}) {
    if (!path.empty() && path != "-") files.writable.push_back(what_to_write(path));
  }
  if (config.split) {
    // "new/" is made in the directory that "new" is in.
    std::string directory = config.split->directory;
    while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
    files.writable.push_back(what_to_write(directory));
    // What waits there for its service is read again.
    if (config.split->kind == SplitKind::kServices) {
      files.readable.push_back(files.writable.back());
    }
  }
  return files;
}

SystemCalls calls_needed(const Config& config) {
  // Live, outputs are opened again when they have been moved away; otherwise the file of -o takes
  // the old one's place when it is complete.
  return {.creates_files = config.rotation.is_on() || config.split.has_value() ||
                           !config.output_path.empty() || (config.is_live() && writes_file(config)),
          .captures = config.is_live(),
          .asks_names = config.resolve};
}

Confinement::Confinement(const Config& config)
    : config_(config), files_(files_needed(config)), user_(user_to_become(config.user)) {
  if (!config_.sandbox) return;
  ::tzset();  // a time zone of a file of its own (TZ=:/path) is read now
  forbid_new_privileges();
  if (!config_.is_live()) limit_file_access(files_);
}

Capabilities Confinement::kept() const {
  std::error_code error;
  const auto& files = config_.savefiles;
  const bool opens_again =
      files.size() > 1 || (files.size() == 1 && std::filesystem::is_directory(files[0], error));
  return opens_again ? capability_to_read_any_file() : kNoCapabilities;
}

void Confinement::leave_root() {
  if (user_) become(*user_, kept());
  if (config_.sandbox && config_.is_live()) limit_file_access(files_);
}

void Confinement::limit_the_rest() {
  if (!config_.sandbox) return;
  give_up_capabilities(kept());
  limit_system_calls(calls_needed(config_));
}

std::string describe_confinement() {
  const int landlock = landlock_version();
  return fmt::format("sandbox: files {}, system calls {}",
                     landlock > 0 ? fmt::format("limited (Landlock {})", landlock) : "not limited",
                     can_limit_system_calls() ? "limited (seccomp)" : "not limited");
}

}  // namespace flowsnoop
