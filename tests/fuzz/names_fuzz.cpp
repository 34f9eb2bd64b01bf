// DNS messages and what else names hosts: names are visible characters and no longer than they may
// be, and a message is no larger than its bounds.
//
// Input: messages, each behind application (1 byte), whether it came over TCP (1) and length (2).
#include <string_view>

#include "flowsnoop/ports.h"
#include "fuzz_input.h"
#include "inspect/dns_labels.h"
#include "inspect/dns_message.h"
#include "names/answers.h"
#include "names/passive_names.h"

namespace flowsnoop::fuzz {
namespace {

constexpr Application kApplications[] = {Application::kDns,
                                         Application::kMdns,
                                         Application::kLlmnr,
                                         Application::kNetbiosName,
                                         Application::kNetbiosDatagram,
                                         Application::kDhcp};

// RFC 1035 section 5.1 as DnsMessage has it.
void check_dns_name(std::string_view name) {
  constexpr std::size_t kMostWire = 255;
  require(!name.empty() && name.size() <= 4 * kMostWire, "a name has its bound");
  for (const char c : name) require(c > ' ' && c < 0x7f, "a name is visible ASCII");
}

void check_message(const DnsMessage& message, ByteView bytes) {
  require(message.questions().size() <= DnsMessage::kMaxQuestions, "questions have their bound");
  require(message.records().size() <= DnsMessage::kMaxRecords, "records have their bound");
  for (const DnsQuestion& question : message.questions()) check_dns_name(question.name);
  for (const DnsRecord& record : message.records()) {
    check_dns_name(record.name);
    if (!record.target.empty()) check_dns_name(record.target);
    require(record.data.size() <= bytes.size(), "data is within the message");
    const ExactCopy data(record.data);  // reads all of it
  }
}

void check_answers(const Answers& answers) {
  require(answers.count <= kMaxAnswers, "answers have their bound");
  for (const NamedAddress& named : answers.view()) require(!named.name.empty(), "a name is there");
}

void look_at(ByteView bytes) {
  const ExactCopy copy(bytes);
  find_netbios_sender(copy.view());
  find_dhcp_host(copy.view());
  DnsMessage message;
  if (!message.parse(copy.view())) return;
  check_message(message, copy.view());
  Answers answers;
  find_asked_addresses(message, answers);
  check_answers(answers);
  answers.count = 0;
  find_announced_addresses(message, answers);
  check_answers(answers);
  find_netbios_host(message);
  Labels labels;
  label_dns(message, labels);
}

// Two hosts that are asked about, and what is known of them.
void ask(const PassiveNames& names, std::uint8_t last) {
  const std::uint8_t octets[] = {192, 0, 2, last};
  FlowRecord record;
  record.client.address = IpAddress::from_ipv4(octets);
  record.server.address = IpAddress::from_ipv4(octets);
  record.end_ns = 10;
  names.name(record);
  require(record.server_name.text.size() <= NameTable::kMaxName, "a name has its bound");
}

}  // namespace
}  // namespace flowsnoop::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace flowsnoop;
  using namespace flowsnoop::fuzz;
  constexpr std::size_t kNames = 16;  // few, so that names make room for others
  FuzzInput input(data, size);
  PassiveNames names({1, 2}, kNames);
  DnsReader reader;
  for (std::int64_t time_ns = 0; !input.empty(); ++time_ns) {
    const Application application = kApplications[input.u8() % std::size(kApplications)];
    const bool over_tcp = input.u8() % 2 != 0;
    const std::uint16_t length = input.u16();
    const ExactCopy message(input.take(length));
    look_at(message.view());
    Decoded packet;
    packet.protocol = over_tcp ? kProtocolTcp : kProtocolUdp;
    packet.payload = message.view().data();
    packet.payload_captured = static_cast<std::uint32_t>(message.view().size());
    packet.payload_length = packet.payload_captured;
    reader.begin_payload();
    names.hear(application, packet, time_ns, reader);
    ask(names, static_cast<std::uint8_t>(time_ns));
  }
  return 0;
}
