#include "names/answers.h"

#include <algorithm>
#include <array>

#include "names/name_table.h"

namespace flowsnoop {
namespace {

constexpr std::uint16_t kClassInternet = 1;
// Multicast DNS: the highest bit of the class says that other records are outdated.
constexpr std::uint16_t kClassMask = 0x7fff;

// The name that was asked for and those that it is an alias of, one after the other.
class AliasChain {
 public:
  explicit AliasChain(const DnsMessage& response) {
    names_[count_++] = response.questions().front().name;
    while (count_ < names_.size() && follow(response)) {
    }
  }

  bool has(std::string_view name) const {
    return std::any_of(names_.begin(), names_.begin() + count_,
                       [&](std::string_view other) { return same_name(name, other); });
  }

 private:
  static constexpr std::size_t kMaxLength = 16;

  bool follow(const DnsMessage& response) {
    for (const DnsRecord& record : response.records()) {
      if (!record.is(DnsType::kCname) || !same_name(record.name, names_[count_ - 1])) continue;
      names_[count_++] = record.target;
      return true;
    }
    return false;
  }

  std::array<std::string_view, kMaxLength> names_;
  std::uint8_t count_ = 0;
};

bool is_answer(const DnsMessage& message) {
  return message.is_response() && message.opcode() == 0 && message.rcode() == 0;
}

}  // namespace

void find_asked_addresses(const DnsMessage& response, Answers& answers) {
  if (!is_answer(response) || response.questions().empty()) return;
  const AliasChain chain(response);
  for (const DnsRecord& record : response.records()) {
    const bool asked = record.section == DnsSection::kAnswer && record.has_address &&
                       record.record_class == kClassInternet && chain.has(record.name);
    if (asked) answers.add({record.address, response.questions().front().name, record.ttl_s});
  }
}

void find_announced_addresses(const DnsMessage& response, Answers& answers) {
  if (!is_answer(response)) return;
  for (const DnsRecord& record : response.records()) {
    const bool announced = record.has_address && record.ttl_s > 0 &&  // 0: goodbye, section 10.1
                           (record.record_class & kClassMask) == kClassInternet;
    if (announced) answers.add({record.address, record.name, record.ttl_s});
  }
}

}  // namespace flowsnoop
