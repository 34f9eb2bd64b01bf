#include "output/self_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "flowsnoop/ports.h"
#include "output/humanize.h"
#include "output/plain_table.h"
#include "output/view_support.h"

namespace flowsnoop {
namespace {

using Bin = SelfCheckTally::Bin;

constexpr std::string_view kRuleNames[SelfCheckTally::kRules] = {
    "flowsnoop", "the lower port serves", "the registered port serves",
    "the first sender is the client"};

constexpr TableColumn kRuleColumns[] = {
    {.heading = "RULE"},
    {.heading = "RIGHT", .is_number = true},
    {.heading = "WRONG", .is_number = true},
    {.heading = "ACCURACY", .is_number = true},
};
constexpr TableColumn kBinColumns[] = {
    {.heading = "STATED"},
    {.heading = "FLOWS", .is_number = true},
    {.heading = "RIGHT", .is_number = true},
    {.heading = "MEAN STATED", .is_number = true},
    {.heading = "ACCURACY", .is_number = true},
};

// "98.27%": as many digits as accuracies differ in.
std::string share_text(double share) {
  return fmt::format("{:.2f}%", 100 * share);
}

double ratio(double part, std::uint64_t whole) {
  return whole == 0 ? 0 : part / static_cast<double>(whole);
}

void count(Bin& bin, bool right, double confidence) {
  ++bin.flows;
  bin.right += right ? 1 : 0;
  bin.confidence += confidence;
}

std::size_t bin_of(double confidence) {
  const double place = (confidence - 0.5) * 2 * static_cast<double>(SelfCheckTally::kBins);
  const double last = static_cast<double>(SelfCheckTally::kBins - 1);
  return static_cast<std::size_t>(std::clamp(place, 0.0, last));
}

bool is_right(SelfCheckTally::Rule rule, const SelfCheck& check) {
  const Endpoint& client = check.truth->client;
  const Endpoint& server = check.truth->server;
  const std::uint8_t protocol = check.truth->protocol;
  switch (rule) {
    case SelfCheckTally::kFlowsnoop:
      return check.decided->client.address == client.address &&
             check.decided->client.port == client.port;
    case SelfCheckTally::kLowerPort:
      if (client.port != server.port) return server.port < client.port;
      break;
    case SelfCheckTally::kRegisteredPort: {
      const bool of_server = !service_name(server.port, protocol).empty();
      const bool of_client = !service_name(client.port, protocol).empty();
      if (of_server != of_client) return of_server;
      break;
    }
    case SelfCheckTally::kFirstSender:
      break;
  }
  return check.client_spoke_first;
}

}  // namespace

void SelfCheckTally::add(const SelfCheck& check) {
  ++flows_;
  for (std::size_t i = 0; i < kRules; ++i) {
    if (is_right(static_cast<Rule>(i), check)) ++right_[i];
  }
  const double confidence = check.decided->roles.confidence;
  const bool right = is_right(kFlowsnoop, check);
  count(bins_[bin_of(confidence)], right, confidence);
  if (confidence >= kStatedSure) count(sure_, right, confidence);
}

double SelfCheckTally::calibration_error() const {
  double sum = 0;
  for (const Bin& bin : bins_) sum += std::abs(bin.confidence - static_cast<double>(bin.right));
  return ratio(sum, flows_);
}

void SelfCheckWriter::on_record(const FlowRecord& record) {
  if (record.protocol == kProtocolTcp) ++tcp_records_;
}

void SelfCheckWriter::finish(const RunSummary& summary) {
  const std::string what =
      fmt::format("Of {}, {} have a complete handshake and something after it.",
                  count_of(tcp_records_, "TCP flow"), group_digits(tally_.flows()));
  write_note(output_, style_, what);
  if (tally_.flows() > 0) {
    write_note(output_, style_, "With their handshakes hidden, the client is the one it was for:");
    output_.append("\n");
    write_accuracy();
    output_.append("\n");
    write_calibration();
  }
  output_.append("\n");
  write_accounting(output_, style_, summary.accounting);
  output_.flush();
}

void SelfCheckWriter::write_accuracy() {
  PlainTable table(kRuleColumns, style_);
  for (std::size_t i = 0; i < SelfCheckTally::kRules; ++i) {
    const std::uint64_t right = tally_.right(static_cast<SelfCheckTally::Rule>(i));
    table.add_row({kRuleNames[i], group_digits(right), group_digits(tally_.flows() - right),
                   share_text(ratio(static_cast<double>(right), tally_.flows()))});
  }
  table.write(output_);
}

void SelfCheckWriter::write_calibration() {
  PlainTable table(kBinColumns, style_);
  const auto add = [&](std::string_view stated, const Bin& bin) {
    table.add_row({stated, group_digits(bin.flows), group_digits(bin.right),
                   share_text(ratio(bin.confidence, bin.flows)),
                   share_text(ratio(static_cast<double>(bin.right), bin.flows))});
  };
  for (std::size_t i = 0; i < SelfCheckTally::kBins; ++i) {
    const double from = 0.5 + static_cast<double>(i) / (2 * SelfCheckTally::kBins);
    const double to = from + 1.0 / (2 * SelfCheckTally::kBins);
    const Bin& bin = tally_.bins()[i];
    if (bin.flows > 0) add(fmt::format("{:.1f}% to {:.1f}%", 100 * from, 100 * to), bin);
  }
  add(fmt::format("{:.0f}% and more", 100 * SelfCheckTally::kStatedSure), tally_.sure());
  table.write(output_);
  output_.append("\n");
  write_note(output_, style_,
             fmt::format("The stated confidence is off by {:.4f} on average (expected calibration "
                         "error).",
                         tally_.calibration_error()));
}

}  // namespace flowsnoop
