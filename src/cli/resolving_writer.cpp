#include "cli/resolving_writer.h"

#include <algorithm>

#include "names/name_table.h"

namespace flowsnoop {
namespace {

constexpr std::chrono::milliseconds kLook{50};

}  // namespace

ResolvingWriter::ResolvingWriter(std::unique_ptr<RecordWriter> writer, Resolver::Lookup lookup,
                                 bool live, Milliseconds patience)
    : writer_(std::move(writer)), resolver_(std::move(lookup)), live_(live), patience_(patience) {}

void ResolvingWriter::on_record(const FlowRecord& record) {
  held_.emplace_back();
  Held& held = held_.back();
  held.record = record;
  held.since = Clock::now();
  held.client_name = record.client_name.text;
  held.server_name = record.server_name.text;
  held.record.client_name.text = held.client_name;
  held.record.server_name.text = held.server_name;
  if (record.labels != nullptr) {
    held.labels = *record.labels;
    held.record.labels = &held.labels;
  }
  if (record.tcp != nullptr) {
    held.tcp = *record.tcp;
    held.record.tcp = &held.tcp;
  }
  name(held);  // begins the lookups
  keep_up();
  if (held_.size() < kMaxHeld) return;
  if (!live_) wait_for_first();
  hand_on_first();
}

// What happens is told at once, with the names that are known by now.
void ResolvingWriter::on_event(const FlowEvent& event) {
  FlowRecord record = *event.flow;
  std::string client_name;
  std::string server_name;
  name(record.client_name, client_name, record.client.address);
  name(record.server_name, server_name, record.server.address);
  writer_->on_event({event.kind, event.time_ns, &record});
}

// True where nothing more is to be known. `storage` holds the text of a name that is found.
bool ResolvingWriter::name(EndpointName& name, std::string& storage, const IpAddress& address) {
  if (!name.text.empty() || !is_host_address(address)) return true;
  auto answer = resolver_.ask(address);
  if (!answer) return false;
  if (answer->empty() || parse_ip_address(*answer)) return true;
  storage = *std::move(answer);
  name = {storage, NameSource::kResolver};
  return true;
}

bool ResolvingWriter::name(Held& held) {
  const bool client = name(held.record.client_name, held.client_name, held.record.client.address);
  const bool server = name(held.record.server_name, held.server_name, held.record.server.address);
  return client && server;
}

void ResolvingWriter::keep_up() {
  while (!held_.empty()) {
    const bool known = name(held_.front());
    if (!known && Clock::now() - held_.front().since < patience_) return;
    hand_on_first();
  }
  writer_->keep_up();
}

void ResolvingWriter::wait_for_first() {
  const Clock::time_point begin = Clock::now();
  const Clock::time_point end = std::min(held_.front().since + patience_, begin + wait_left_);
  while (!name(held_.front()) && Clock::now() < end) {
    // An answer may have come just before: look again soon.
    const auto left = std::chrono::ceil<Milliseconds>(end - Clock::now());
    resolver_.wait(std::min(left, kLook));
  }
  wait_left_ -= std::min(Clock::now() - begin, wait_left_);
}

void ResolvingWriter::hand_on_first() {
  writer_->on_record(held_.front().record);
  held_.pop_front();
}

void ResolvingWriter::finish(const RunSummary& summary) {
  while (!held_.empty()) {
    wait_for_first();
    hand_on_first();
  }
  writer_->finish(summary);
}

}  // namespace flowsnoop
