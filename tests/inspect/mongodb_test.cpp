#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kMongodb = Application::kMongodb;

Bytes message(std::string_view response_to, std::string_view opcode) {
  return join(from_hex("28000000 01000000"), from_hex(response_to), from_hex(opcode), fill(24, 1));
}

TEST(Mongodb, OnlyAnAnswerNamesWhatItAnswers) {
  expect_client(tcp(50000, 27017, message("00000000", "dd070000")), kMongodb);
  expect_server(tcp(27017, 50000, message("01000000", "dd070000")), kMongodb);
  expect_client(tcp(50000, 60000, message("00000000", "d4070000")), kMongodb);
  expect_server(tcp(27017, 50000, message("01000000", "01000000")), kMongodb);
}

TEST(Mongodb, NearMisses) {
  expect_nothing(tcp(60000, 50000, message("01000000", "01000000")));
  expect_nothing(tcp(50000, 60000, message("00000000", "d3070000")));
  Bytes longer = message("00000000", "dd070000");
  longer.push_back(0);
  expect_nothing(tcp(50000, 60000, longer));
}

}  // namespace
}  // namespace flowsnoop::test
