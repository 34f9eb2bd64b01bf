#include "cli/splitting.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/message.h"
#include "cli/split_names.h"

namespace flowsnoop {
namespace {

// Made before anything is opened in it.
const SplitOptions& with_directory(const SplitOptions& options) {
  make_empty_directory(options.directory);
  return options;
}

}  // namespace

Splitting::Splitting(const SplitOptions& options)
    : options_(with_directory(options)), files_(options.directory) {
  if (options_.kind == SplitKind::kServices) services_.emplace(options_.directory);
}

template <typename Function>
void Splitting::attempt(Function&& function) {
  attempts_.attempt(function, [&] { files_.close(); });
}

void Splitting::expect(std::span<const Packet> packets) {
  packets_.assign(packets.begin(), packets.end());
  flows_.assign(packets.size(), PacketFlow{});
}

// A packet that was expected earlier has its place already: it waited for others.
void Splitting::on_packet(const PacketFlow& packet) {
  const auto found =
      std::ranges::lower_bound(packets_, packet.frame_number, {}, &Packet::frame_number);
  if (found == packets_.end() || found->frame_number != packet.frame_number) return;
  flows_[static_cast<std::size_t>(found - packets_.begin())] = packet;
}

void Splitting::save(const PacketSource& source) {
  attempt([&] {
    for (std::size_t i = 0; i < packets_.size(); ++i) {
      save(packets_[i], flows_[i], source.interfaces());
    }
  });
  packets_.clear();
}

void Splitting::save(const Packet& packet, const PacketFlow& flow,
                     std::span<const Interface> interfaces) {
  const Interface& interface = interfaces[packet.interface_id];
  if (flow.flow_id == 0) {
    ++others_;
    files_.write(kOtherFileName, packet, interface);
  } else if (services_) {
    services_->add(packet, flow.flow_id, interfaces);
  } else if (options_.kind == SplitKind::kFlows) {
    files_.write(flow_file_name(flow), packet, interface);
  } else {
    files_.write(host_file_name(flow.address[0]), packet, interface);
    if (flow.address[0] == flow.address[1]) return;
    files_.write(host_file_name(flow.address[1]), packet, interface);
  }
}

void Splitting::on_record(const FlowRecord& record) {
  if (services_) services_->add_record(record);
}

void Splitting::flush() {
  attempt([&] {
    files_.flush();
    if (services_) services_->flush();
  });
}

void Splitting::finish() {
  attempt([&] {
    if (services_) services_->sort_into(files_);
    files_.close();
  });
  std::string summary = fmt::format("{}: files: {}", options_.directory, files_.files());
  if (others_ > 0) {
    summary += fmt::format(", with packets of no conversation in {}{}: {}", kOtherFileName,
                           kSavefileSuffix, others_);
  }
  tell(summary);
}

}  // namespace flowsnoop
