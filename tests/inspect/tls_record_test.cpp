#include "inspect/tls_record.h"

#include "inspect/hello_builder.h"

namespace flowsnoop::test {
namespace {

Bytes copy_of(ByteView view) {
  return {view.begin(), view.end()};
}
Bytes part(const Bytes& bytes, std::size_t begin, std::size_t end) {
  return copy_of(ByteView(bytes).subspan(begin, end - begin));
}

TEST(TlsRecord, GivesTheMessagesOfOneRecordOneByOne) {
  const Bytes stream = record(join(message(2, text("hello")), message(11, text("certificate"))));
  TlsRecordReader reader(stream);
  const TlsMessage first = reader.next();
  EXPECT_EQ(first.progress, Progress::kDone);
  EXPECT_EQ(first.type, 2);
  EXPECT_EQ(copy_of(first.body), text("hello"));
  const TlsMessage second = reader.next();
  EXPECT_EQ(second.progress, Progress::kDone);
  EXPECT_EQ(second.type, 11);
  EXPECT_EQ(copy_of(second.body), text("certificate"));
  EXPECT_EQ(reader.next().progress, Progress::kNeedMore);
}

TEST(TlsRecord, JoinsAMessageSplitAnywhereOverRecords) {
  const Bytes whole = message(1, text("0123456789"));
  for (std::size_t a = 1; a < whole.size(); ++a) {
    for (std::size_t b = a + 1; b < whole.size(); ++b) {
      const Bytes stream = join(record(part(whole, 0, a)), record(part(whole, a, b)),
                                record(join(part(whole, b, whole.size()), message(14, {}))));
      TlsRecordReader reader(stream);
      const TlsMessage first = reader.next();
      ASSERT_EQ(first.progress, Progress::kDone) << a << ", " << b;
      EXPECT_EQ(first.type, 1);
      EXPECT_EQ(copy_of(first.body), text("0123456789"));
      EXPECT_EQ(reader.next().type, 14);
    }
  }
}

TEST(TlsRecord, NeedsMoreWhereTheStreamIsCut) {
  const Bytes whole = message(1, text("0123456789"));
  const Bytes stream = join(record(part(whole, 0, 6)), record(part(whole, 6, whole.size())));
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const Bytes cut = part(stream, 0, size);
    EXPECT_EQ(TlsRecordReader(cut).next().progress, Progress::kNeedMore) << size;
  }
}

TEST(TlsRecord, PassesOverChangeCipherSpec) {
  const Bytes stream =
      join(record(message(2, text("a"))), record({1}, 20), record(message(2, text("b"))));
  TlsRecordReader reader(stream);
  EXPECT_EQ(copy_of(reader.next().body), text("a"));
  EXPECT_EQ(copy_of(reader.next().body), text("b"));
}

// A server that does not know the name it is asked for may say so before its ServerHello.
TEST(TlsRecord, PassesOverWarnings) {
  const Bytes warning = record({1, 112}, 21);  // unrecognized_name
  const Bytes stream = join(warning, warning, record(message(2, text("a"))));
  EXPECT_EQ(copy_of(TlsRecordReader(stream).next().body), text("a"));
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const Bytes cut = part(stream, 0, size);
    EXPECT_EQ(TlsRecordReader(cut).next().progress, Progress::kNeedMore) << size;
  }
}

TEST(TlsRecord, AFatalOrEncryptedAlertIsTheEnd) {
  const Bytes hello = record(message(2, text("a")));
  for (const Bytes& alert : {Bytes{2, 40}, Bytes{1}, Bytes{1, 112, 0}, fill(26, 1)}) {
    const Bytes stream = join(record(alert, 21), hello);
    EXPECT_EQ(TlsRecordReader(stream).next().progress, Progress::kNotMine);
  }
}

TEST(TlsRecord, OtherContentIsNotAHandshake) {
  for (const std::uint8_t type : Bytes{21, 23, 24, 0, 0x47}) {
    const Bytes stream = record(text("something"), type);
    EXPECT_EQ(TlsRecordReader(stream).next().progress, Progress::kNotMine);
  }
  EXPECT_EQ(TlsRecordReader(from_hex("16020100")).next().progress, Progress::kNotMine);
}

TEST(TlsRecord, RefusesRecordsAndMessagesThatAreTooLong) {
  const Bytes empty_record = from_hex("1603010000");
  const Bytes long_record = from_hex("160301f000");
  const Bytes long_message = record(from_hex("0100400100"));  // 16385 bytes
  EXPECT_EQ(TlsRecordReader(empty_record).next().progress, Progress::kNotMine);
  EXPECT_EQ(TlsRecordReader(long_record).next().progress, Progress::kNotMine);
  EXPECT_EQ(TlsRecordReader(long_message).next().progress, Progress::kNotMine);
}

TEST(TlsRecord, JoinsTheLongestMessage) {
  const Bytes body = fill(kMaxTlsHello, 0x5a);
  const Bytes whole = message(1, body);
  const Bytes stream = join(record(part(whole, 0, 1000)), record(part(whole, 1000, whole.size())));
  TlsRecordReader reader(stream);
  const TlsMessage first = reader.next();
  ASSERT_EQ(first.progress, Progress::kDone);
  EXPECT_EQ(copy_of(first.body), body);
}

TEST(TlsRecord, SplitsHandshakeBytesWithoutRecords) {
  const Bytes bytes = join(message(2, text("a")), message(8, text("bc")));
  ByteView rest;
  const TlsMessage first = first_tls_message(bytes, rest);
  EXPECT_EQ(first.progress, Progress::kDone);
  EXPECT_EQ(copy_of(first.body), text("a"));
  EXPECT_EQ(copy_of(rest), message(8, text("bc")));
  EXPECT_EQ(first_tls_message(ByteView(bytes).first(4), rest).progress, Progress::kNeedMore);
}

TEST(TlsRecord, KnowsTheHellosOfSsl2) {
  EXPECT_TRUE(is_ssl2_client_hello(from_hex("802e010301001500000010")));
  EXPECT_TRUE(is_ssl2_client_hello(from_hex("802e0100020015")));
  EXPECT_FALSE(is_ssl2_client_hello(from_hex("802e01")));
  EXPECT_FALSE(is_ssl2_client_hello(from_hex("802e020301001500000010")));
  EXPECT_TRUE(is_ssl2_server_hello(from_hex("83ca0400010002")));
  EXPECT_FALSE(is_ssl2_server_hello(from_hex("83ca0400010301")));
}

}  // namespace
}  // namespace flowsnoop::test
