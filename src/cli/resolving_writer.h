// --resolve: asks the system's resolver for the names that the packets did not tell, and hands
// records on to another writer when they have them.
//
// Records stay in their order. Each waits for its names no longer than kPatience, and all together
// no longer than kMaxWait; live, none makes the capture wait. Used by one thread.
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <string>

#include "names/resolver.h"
#include "output/writer.h"

namespace flowsnoop {

class ResolvingWriter final : public RecordWriter {
 public:
  using Milliseconds = std::chrono::milliseconds;
  static constexpr Milliseconds kPatience{5'000};
  static constexpr Milliseconds kMaxWait{15'000};
  static constexpr std::size_t kMaxHeld = 8192;  // records

  // `live`: a record that finds no room is not waited for. `patience` differs in tests only.
  ResolvingWriter(std::unique_ptr<RecordWriter> writer, Resolver::Lookup lookup, bool live,
                  Milliseconds patience = kPatience);

  void on_record(const FlowRecord& record) override;
  void on_event(const FlowEvent& event) override;
  void on_self_check(const SelfCheck& check) override { writer_->on_self_check(check); }
  void keep_up() override;
  void begin_file() override { writer_->begin_file(); }
  void finish(const RunSummary& summary) override;
  std::string problem() const override { return writer_->problem(); }

 private:
  using Clock = std::chrono::steady_clock;

  // A record with what its views point to.
  struct Held {
    FlowRecord record;
    Labels labels;
    TcpRecord tcp;
    std::string client_name;
    std::string server_name;
    Clock::time_point since;
  };

  bool name(EndpointName& name, std::string& storage, const IpAddress& address);
  bool name(Held& held);
  void wait_for_first();
  void hand_on_first();

  std::unique_ptr<RecordWriter> writer_;
  Resolver resolver_;
  const bool live_;
  const Milliseconds patience_;
  Clock::duration wait_left_ = kMaxWait;
  std::deque<Held> held_;
};

}  // namespace flowsnoop
