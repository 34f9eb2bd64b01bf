// Kafka requests (its protocol guide, "Request Header v1"): a size, an API key and its version, a
// correlation id, the client's name. Responses have too little to be recognised.
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {

Finding recognise_kafka(const PayloadView& payload) {
  constexpr std::size_t kFixed = 14;
  constexpr unsigned kLastApi = 92;
  constexpr unsigned kLastVersion = 20;
  constexpr std::size_t kNull = 0xffff;  // a client without a name
  if (payload.bytes.size() < kFixed) return no_finding();
  const std::uint8_t* p = payload.bytes.data();
  const std::size_t name = load_be16(p + 12);
  const bool exact = std::uint64_t{load_be32(p)} + 4 == payload.length;
  if (!exact || load_be16(p + 4) > kLastApi || load_be16(p + 6) > kLastVersion) return no_finding();
  const bool port = on_port(payload, 9092, 9093, 9094);
  // A response may look like that, too.
  if (port && (name == kNull || name == 0)) return from_anyone(Application::kKafka);
  if (name < 3 || name > 255 || payload.bytes.size() < kFixed + name) return no_finding();
  return all_printable(as_text(payload.bytes.subspan(kFixed, name)))
             ? from_client(Application::kKafka)
             : no_finding();
}

}  // namespace flowsnoop
