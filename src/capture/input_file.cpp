#include "capture/input_file.h"

#include <sys/stat.h>

#include <utility>

#include "capture/savefile.h"

namespace flowsnoop {
namespace {

// A look needs the first packet only.
constexpr SavefileOptions kLook{.block_size = 64 * 1024, .read_ahead = false};

bool is_regular_file(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

InputFile::InputFile(std::string path) : path_(std::move(path)) {
  const bool can_open_again = is_regular_file(path_);
  std::unique_ptr<PacketSource> source =
      open_savefile(path_, can_open_again ? kLook : SavefileOptions{});
  auto first = std::make_unique<PacketBatch>();
  if (source->read(*first) == ReadStatus::kPackets) {
    first_time_ns_ = first->packets[0].timestamp_ns;
  }
  progress_.bytes_total = source->progress().bytes_total;
  if (can_open_again) return;
  put_source(std::move(source));
  if (first_time_ns_) first_ = std::move(first);
}

InputFile::~InputFile() = default;

// interrupt() leaves a source alone that is being replaced; what it would have done is done here.
void InputFile::put_source(std::unique_ptr<PacketSource> source) {
  while (source_in_use_.test_and_set(std::memory_order_acquire)) {
  }
  source_.swap(source);
  source_in_use_.clear(std::memory_order_release);
  if (interrupted_.load() && source_ != nullptr) source_->interrupt();
}

void InputFile::interrupt() {
  interrupted_.store(true);
  if (source_in_use_.test_and_set(std::memory_order_acquire)) return;
  if (source_ != nullptr) source_->interrupt();
  source_in_use_.clear(std::memory_order_release);
}

ReadStatus InputFile::read(PacketBatch& batch) {
  batch.size = 0;
  if (ended_ || interrupted_.load()) return ReadStatus::kEnd;
  if (first_ != nullptr) {
    batch = *std::exchange(first_, nullptr);
    return ReadStatus::kPackets;
  }
  try {
    if (source_ == nullptr) put_source(open_savefile(path_, SavefileOptions{}));
  } catch (const CaptureError& error) {
    damages_.push_back({path_, 0, std::string("could not be opened again: ") + error.what()});
    ended_ = true;
    return ReadStatus::kEnd;
  }
  const ReadStatus status = source_->read(batch);
  if (status == ReadStatus::kEnd) close();
  return status;
}

void InputFile::close() {
  ended_ = true;
  const auto interfaces = source_->interfaces();
  interfaces_.assign(interfaces.begin(), interfaces.end());
  const auto damages = source_->damages();
  damages_.assign(damages.begin(), damages.end());
  const auto host_names = source_->host_names();
  host_names_.assign(host_names.begin(), host_names.end());
  progress_ = source_->progress();
  drops_ = source_->drops();
  put_source(nullptr);
}

std::span<const Interface> InputFile::interfaces() const {
  return source_ == nullptr ? interfaces_ : source_->interfaces();
}

std::span<const Damage> InputFile::damages() const {
  return source_ == nullptr ? damages_ : source_->damages();
}

std::span<const HostName> InputFile::host_names() const {
  return source_ == nullptr ? host_names_ : source_->host_names();
}

ReadProgress InputFile::progress() const {
  return source_ == nullptr ? progress_ : source_->progress();
}

CaptureDrops InputFile::drops() const {
  return source_ == nullptr ? drops_ : source_->drops();
}

}  // namespace flowsnoop
