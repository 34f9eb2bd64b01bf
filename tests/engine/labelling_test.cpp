#include "engine/labelling.h"

#include <gtest/gtest.h>

#include <string>

#include "inspect/hello_builder.h"
#include "label_script.h"

namespace flowsnoop {
namespace {

using test::LabelScript;
using Record = test::LabelCollector::Record;

constexpr std::string_view kName = "www.example.org";

std::string as_string(const test::Bytes& bytes) {
  return {bytes.begin(), bytes.end()};
}

// A handshake message in a record of its own, RFC 8446 sections 4 and 5.1.
std::string in_record(std::uint8_t type, const test::Bytes& body) {
  const test::Bytes message = test::join(test::Bytes{type, 0}, test::be16(body.size()), body);
  return as_string(test::join(test::Bytes{22, 3, 1}, test::counted16(message)));
}

// Of 517 bytes, as browsers pad theirs (RFC 7685), or longer.
std::string client_hello(std::size_t padding = 0, std::string_view name = kName) {
  test::ClientHelloFields fields;
  fields.extensions = test::join(test::server_name(name), test::protocols({"h2", "http/1.1"}),
                                 test::extension(21, test::fill(padding)));
  return in_record(1, test::client_hello(fields));
}

std::string server_hello() {
  return in_record(2, test::server_hello({}));
}

constexpr std::string_view kRequest =
    "GET /a HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: test\r\n\r\n";

TEST(Labelling, AHelloInOneSegmentIsLabelled) {
  LabelScript script;
  script.open();
  script.client(client_hello());
  script.server(server_hello());
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kTlsServerName), kName);
  EXPECT_EQ(record.labels.at(LabelKind::kTlsOfferedProtocol),
            (std::vector<std::string>{"h2", "http/1.1"}));
  EXPECT_TRUE(record.labels.contains(LabelKind::kTlsVersion));
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
  EXPECT_EQ(script.settler().labels().entries_alive(), 0u) << "released with its record";
}

// Behind it the ServerHello was not seen.
TEST(Labelling, AServerHelloAfterAWarningIsLabelled) {
  const test::Bytes warning = test::record({1, 112}, 21);  // unrecognized_name, RFC 6066 section 3
  const test::Bytes hello = test::record(test::message(2, test::server_hello({})));
  const std::string message = as_string(test::join(warning, hello));
  for (std::size_t size = warning.size(); size <= message.size(); ++size) {
    LabelScript script;
    script.open();
    script.client(client_hello());
    script.server(message.substr(0, size));
    if (size < message.size()) script.server(message.substr(size));
    EXPECT_EQ(script.end().first(LabelKind::kTlsVersion), "1.2") << size;
  }
}

TEST(Labelling, AMessageMayBeSplitAtAnyByte) {
  for (const std::string& message : {client_hello(), std::string(kRequest)}) {
    for (std::size_t size = 1; size < message.size(); ++size) {
      LabelScript script(8443);
      script.open();
      script.client(message.substr(0, size));
      script.client(message.substr(size));
      const Record record = script.end();
      const bool named = record.first(LabelKind::kTlsServerName) == kName ||
                         record.first(LabelKind::kHttpHost) == kName;
      EXPECT_TRUE(named) << "split at " << size;
      EXPECT_TRUE(record.application == "tls" || record.application == "http") << size;
    }
  }
}

TEST(Labelling, AMessageMayComeInTheWrongOrder) {
  for (const std::string& message : {client_hello(), std::string(kRequest)}) {
    for (std::size_t size = 1; size < message.size(); ++size) {
      LabelScript script(8443);
      script.open();
      script.client(static_cast<std::int64_t>(size), message.substr(size));
      script.client(0, message.substr(0, size));
      const Record record = script.end();
      const bool named = record.first(LabelKind::kTlsServerName) == kName ||
                         record.first(LabelKind::kHttpHost) == kName;
      EXPECT_TRUE(named) << "split at " << size;
    }
  }
}

// By its own bytes the segment that comes first is something else, that has no labels.
TEST(Labelling, ALaterSegmentThatComesFirstMayLookLikeApplicationData) {
  constexpr std::size_t kFromEnd = 60;
  std::string hello = client_hello(100);
  hello.replace(hello.size() - kFromEnd, 5, std::string_view("\x17\3\3\0\x20", 5));
  LabelScript script;
  script.open();
  const std::size_t size = hello.size() - kFromEnd;
  script.client(static_cast<std::int64_t>(size), hello.substr(size));
  script.client(0, hello.substr(0, size));
  EXPECT_EQ(script.end().first(LabelKind::kTlsServerName), kName);
}

TEST(Labelling, AMessageMayComeByteByByte) {
  for (const std::string& message : {client_hello(), std::string(kRequest)}) {
    LabelScript script(8443);
    script.open();
    for (const char byte : message) {
      script.client(std::string_view(&byte, 1));
      script.server("");  // acknowledges
    }
    const Record record = script.end();
    EXPECT_TRUE(record.first(LabelKind::kTlsServerName) == kName ||
                record.first(LabelKind::kHttpHost) == kName);
  }
}

TEST(Labelling, SegmentsMayComeTwiceAndOverlap) {
  const std::string hello = client_hello();
  LabelScript script;
  script.open();
  for (int i = 0; i < 20; ++i) script.client(0, hello.substr(0, 30));
  script.client(20, hello.substr(20, 40));
  script.client(10, hello.substr(10, 60));
  script.client(0, hello);
  EXPECT_EQ(script.end().first(LabelKind::kTlsServerName), kName);
}

// Whoever sends other bytes later for the same place does not change what is shown.
TEST(Labelling, WhatCameFirstStays) {
  const std::string truth = client_hello();
  const std::string lie = client_hello(0, "xxx.example.org");
  LabelScript script;
  script.open();
  script.client(0, truth.substr(0, 100));
  script.client(0, lie.substr(0, 100));
  script.client(100, truth.substr(100));
  EXPECT_EQ(script.end().first(LabelKind::kTlsServerName), kName);
}

TEST(Labelling, ALargeHelloInManySegmentsIsLabelled) {
  const std::string hello = client_hello(4000);
  LabelScript script;
  script.open();
  for (std::size_t at = 0; at < hello.size(); at += 100) script.client(hello.substr(at, 100));
  EXPECT_EQ(script.end().first(LabelKind::kTlsServerName), kName);
}

TEST(Labelling, AHelloThatNeverEndsHasNoLabelsAndIsLetGo) {
  LabelScript script;
  script.open();
  script.client(std::string("\x16\x03\x01\x3f\xff\x01\x00\x3f\xfb\x03\x03", 11));
  for (int i = 0; i < 40; ++i) script.client(std::string(1000, 'x'));
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
  EXPECT_EQ(script.end().first(LabelKind::kTlsServerName), "");
}

TEST(Labelling, AConnectionThatBeganBeforeTheCaptureIsLabelledToo) {
  LabelScript script(80);
  script.client(5000, kRequest);
  script.server(90000, "HTTP/1.1 204 No Content\r\n\r\n");
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kHttpHost), kName);
  EXPECT_EQ(record.first(LabelKind::kHttpStatus), "204");
}

// The end of a long response goes before the first request that was seen.
TEST(Labelling, TheAnswerToALateRequestIsLabelled) {
  LabelScript script(80);
  for (int i = 0; i < 10; ++i) script.server("rest of a body, rest of a body");
  script.client(kRequest);
  script.server("HTTP/1.1 304 Not Modified\r\n\r\n");
  EXPECT_EQ(script.end().first(LabelKind::kHttpStatus), "304");
}

// The first segment is missing: what begins in a later one is believed.
TEST(Labelling, AMessageAfterAGapIsLabelled) {
  LabelScript script(80);
  script.open();
  script.client(1000, "the rest of something that was not captured");
  script.client(2000, kRequest);
  EXPECT_EQ(script.end().first(LabelKind::kHttpHost), kName);
}

TEST(Labelling, OfAPacketThatIsCutThereIsWhatIsThere) {
  LabelScript script(80);
  script.open();
  script.client_cut(kRequest, 45);  // in the second header
  script.client("more");
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kHttpHost), kName);
  EXPECT_EQ(record.first(LabelKind::kHttpUserAgent), "");
}

TEST(Labelling, ARequestThatIsNeverCompleteHasTheLabelsThatAreThere) {
  LabelScript script(80);
  script.open();
  script.client(kRequest.substr(0, 42));
  EXPECT_EQ(script.settler().labels().heads_alive(), 1u);
  EXPECT_EQ(script.end().first(LabelKind::kHttpHost), kName);
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
}

struct Preface {
  const char* name;
  std::uint16_t port;
  std::vector<std::pair<bool, std::string_view>> says;  // by the client?
};

// In each, the client asks for TLS with some words (see docs/output.md).
const Preface kPrefaces[] = {
    {"SMTP, RFC 3207",
     25,
     {{false, "220 mail.example ESMTP\r\n"},
      {true, "EHLO a.example\r\n"},
      {false, "250-mail.example\r\n250 STARTTLS\r\n"},
      {true, "STARTTLS\r\n"},
      {false, "220 Go ahead\r\n"}}},
    {"IMAP, RFC 2595",
     143,
     {{false, "* OK IMAP4rev1 ready\r\n"},
      {true, "a1 CAPABILITY\r\n"},
      {false, "* CAPABILITY IMAP4rev1 STARTTLS\r\n"},
      {false, "a1 OK done\r\n"},
      {true, "a2 NOOP\r\n"},
      {false, "a2 OK done\r\n"},
      {true, "a3 NOOP\r\n"},
      {false, "a3 OK done\r\n"},
      {true, "a4 STARTTLS\r\n"},
      {false, "a4 OK begin\r\n"}}},
    {"POP3, RFC 2595",
     110,
     {{false, "+OK POP3 ready\r\n"}, {true, "STLS\r\n"}, {false, "+OK begin\r\n"}}},
    {"FTP, RFC 4217",
     21,
     {{false, "220 FTP server ready\r\n"}, {true, "AUTH TLS\r\n"}, {false, "234 go\r\n"}}},
    {"XMPP, RFC 6120",
     5222,
     {{true, "<?xml version='1.0'?><stream:stream to='a.example' xmlns='jabber:client'>"},
      {false, "<?xml version='1.0'?><stream:stream from='a.example' xmlns='jabber:client'>"},
      {false, "<stream:features><starttls/></stream:features>"},
      {true, "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"},
      {false, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"}}},
    {"PostgreSQL, SSLRequest",
     5432,
     {{true, std::string_view("\0\0\0\x08\x04\xd2\x16\x2f", 8)}, {false, "S"}}},
    {"HTTP CONNECT, RFC 9110",
     3128,
     {{true, "CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n"},
      {false, "HTTP/1.1 200 Connection established\r\n\r\n"}}},
    {"RDP, MS-RDPBCGR",
     3389,
     {{true, std::string_view("\3\0\0\x13\x0e\xe0\0\0\0\0\0\1\0\x08\0\3\0\0\0", 19)},
      {false, std::string_view("\3\0\0\x13\x0e\xd0\0\0\x12\x34\0\2\0\x08\0\1\0\0\0", 19)}}},
};

TEST(Labelling, AHelloAfterWordsThatAskForTlsIsLabelled) {
  for (const Preface& preface : kPrefaces) {
    LabelScript script(preface.port);
    script.open();
    for (const auto& [by_client, text] : preface.says) {
      by_client ? script.client(text) : script.server(text);
    }
    const std::string hello = client_hello();
    script.client(hello.substr(0, 60));
    script.client(hello.substr(60));
    script.server(server_hello());
    const Record record = script.end();
    EXPECT_EQ(record.first(LabelKind::kTlsServerName), kName) << preface.name;
    EXPECT_TRUE(record.labels.contains(LabelKind::kTlsVersion)) << preface.name;
  }
}

TEST(Labelling, SshLinesAreOfWhoTurnsOutToBeTheClient) {
  for (const bool client_speaks_first : {false, true}) {
    LabelScript script(22);
    script.open();
    if (client_speaks_first) script.client("SSH-2.0-client\r\n");
    script.server("SSH-2.0-server\r\n");
    if (!client_speaks_first) script.client("SSH-2.0-client\r\n");
    const Record record = script.end();
    EXPECT_EQ(record.client_port, LabelScript::kClientPort);
    EXPECT_EQ(record.first(LabelKind::kSshClient), "SSH-2.0-client");
    EXPECT_EQ(record.first(LabelKind::kSshServer), "SSH-2.0-server");
  }
}

TEST(Labelling, AnSshServerMaySayOtherThingsFirst) {
  LabelScript script(22);
  script.open();
  script.server("Authorized use only.\r\nSSH-2.0");
  script.server("-server\r\n");
  EXPECT_EQ(script.end().first(LabelKind::kSshServer), "SSH-2.0-server");
}

// a.example, type A, RFC 1035 section 4.1.
std::string dns_message(char id, char flags) {
  return std::string{'\0', id, flags, '\0', '\0', '\1', '\0', '\0', '\0', '\0', '\0', '\0'} +
         std::string("\1a\7example\0\0\1\0\1", 15);
}

TEST(Labelling, DnsOverTcpMayHaveItsLengthInASegmentOfItsOwn) {
  LabelScript script(53);
  script.open();
  const std::string query = dns_message(1, 1);
  script.client(std::string{'\0', static_cast<char>(query.size())});
  script.client(query.substr(0, 14));
  script.client(query.substr(14));
  script.server(std::string{'\0', static_cast<char>(query.size())} + dns_message(1, '\x80'));
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kDnsQuestionName), "a.example");
  EXPECT_EQ(record.first(LabelKind::kDnsResponseCode), "NOERROR");
  EXPECT_TRUE(record.labels.contains(LabelKind::kDnsLatency));
}

TEST(Labelling, APasswordInALaterRequestIsAFinding) {
  LabelScript script(80);
  script.open();
  script.client(kRequest);
  script.server("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\n\r\n");
  script.client("GET /a HTTP/1.1\r\nHost: b.example\r\nAuthorization: Basic dTpw\r\n\r\n");
  const Record record = script.end();
  EXPECT_EQ(record.first(LabelKind::kFinding), kFindingHttpBasic);
  EXPECT_EQ(record.first(LabelKind::kHttpHost), kName);
}

TEST(Labelling, ARecordThatGoesOnHasTheLabelsToo) {
  for (const bool second_look : {false, true}) {
    AnalyzerOptions options;
    options.timeouts.active_ns = 60'000'000'000;
    options.second_look = second_look;
    LabelScript script(80, kProtocolTcp, options);
    script.at(0);
    script.client(kRequest);
    script.at(61'000'000'000);
    script.server("HTTP/1.1 200 OK\r\n\r\n");
    script.end();
    ASSERT_EQ(script.collector.records.size(), 2u);
    for (const Record& record : script.collector.records) {
      EXPECT_EQ(record.first(LabelKind::kHttpHost), kName);
    }
    EXPECT_EQ(script.collector.records[1].first(LabelKind::kHttpStatus), "200");
    EXPECT_EQ(script.settler().labels().entries_alive(), 0u);
  }
}

// A record that waits for the second look keeps its labels, whatever comes on its sockets after it.
TEST(Labelling, ARecordThatWaitsKeepsItsLabels) {
  AnalyzerOptions options;
  options.second_look = true;
  LabelScript script(80, kProtocolTcp, options);
  script.at(0);
  script.client(kRequest);
  script.at(3 * 3'600'000'000'000);
  script.client("GET /b HTTP/1.1\r\nHost: second.example\r\n\r\n");
  script.end();
  ASSERT_EQ(script.collector.records.size(), 2u);
  EXPECT_EQ(script.collector.records[0].first(LabelKind::kHttpHost), kName);
  EXPECT_EQ(script.collector.records[1].first(LabelKind::kHttpHost), "second.example");
  EXPECT_EQ(script.settler().labels().entries_alive(), 0u);
}

// Others have used up the budget; what is the labels' own goes to entries, texts and messages that
// are not complete.
TEST(Labelling, HasNoMoreMemoryThanItWasGiven) {
  constexpr std::uint16_t kConnections = 10'000;
  const AnalyzerOptions options{.memory = AnalyzerOptions::kLeastMemory};
  const std::size_t own_bytes = options.memory / AnalyzerOptions::kLabelsPart;
  MemoryBudget budget(0);
  LabelScript script(443, kProtocolTcp, options, &budget);
  const std::string hello = client_hello();
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    script.use_client_port(static_cast<std::uint16_t>(20'000 + i));
    script.client(0, hello);
    script.use_client_port(static_cast<std::uint16_t>(40'000 + i));
    script.client(0, hello.substr(0, 50));
  }
  const Labeller& labels = script.settler().labels();
  EXPECT_GT(labels.entries_alive(), own_bytes / 2 / LabelStore::kEntryBytes / 2);
  EXPECT_LE(labels.entries_alive(), own_bytes / 2 / LabelStore::kEntryBytes);
  EXPECT_EQ(labels.heads_alive(), own_bytes / 4 / StreamHead::kMostMemory);
  EXPECT_GT(labels.refused(), kConnections);
  EXPECT_EQ(budget.used(), 0u);
  script.end();
  EXPECT_EQ(labels.entries_alive(), 0u);
  script.use_client_port(19'999);
  script.client(0, hello);
  EXPECT_EQ(labels.entries_alive(), 1u) << "there is room again";
}

// Each connection has said a part of a hello.
TEST(Labelling, UnfinishedMessagesAreBoundedAndTheOldestIsLetGo) {
  constexpr std::uint16_t kConnections = Labeller::Heads::kMaxAlive + 100;
  constexpr std::uint16_t kOldest = 20'000;
  constexpr std::uint16_t kNewest = kOldest + kConnections - 1;
  const std::string hello = client_hello();
  LabelScript script;
  for (std::uint16_t i = 0; i < kConnections; ++i) {
    script.use_client_port(static_cast<std::uint16_t>(kOldest + i));
    script.client(0, hello.substr(0, 50));
  }
  EXPECT_EQ(script.settler().labels().heads_alive(), Labeller::Heads::kMaxAlive);
  for (const std::uint16_t port : {kOldest, kNewest}) {
    script.use_client_port(port);
    script.client(50, hello.substr(50));
  }
  script.end();
  const auto name_of = [&](std::uint16_t port) {
    for (const Record& record : script.collector.records) {
      if (record.client_port == port) return record.first(LabelKind::kTlsServerName);
    }
    return std::string("no record");
  };
  EXPECT_EQ(name_of(kOldest), "");
  EXPECT_EQ(name_of(kNewest), kName);
  EXPECT_EQ(script.settler().labels().heads_alive(), 0u);
}

TEST(Labelling, WhatHasNoLabelsTakesNoEntry) {
  LabelScript script(9999);
  script.open();
  script.client(std::string(1000, '\x81'));
  script.server(std::string(1000, '\x81'));
  EXPECT_EQ(script.settler().labels().entries_alive(), 0u);
  EXPECT_TRUE(script.end().labels.empty());
}

}  // namespace
}  // namespace flowsnoop
