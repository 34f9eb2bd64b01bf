#include "engine/stream_labels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

namespace flowsnoop {
namespace {

struct Stream {
  StreamAnswer look(std::string_view text, Application spoken = Application::kUnknown,
                    bool more = true) {
    StreamLook question;
    question.bytes = {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
    question.spoken = spoken;
    question.more = more;
    return streams.label_stream(question, said);
  }

  StreamLabels streams;
  Said said;
};

TEST(StreamLabels, AResponseIsTheLastThatAServerSaysThatHasLabels) {
  Stream stream;
  const StreamAnswer request = stream.look("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(request.progress, Progress::kDone);
  EXPECT_TRUE(request.is_request);
  EXPECT_FALSE(request.is_over) << "a password may follow";
  const StreamAnswer response = stream.look("HTTP/1.1 200 OK\r\n");
  EXPECT_EQ(response.progress, Progress::kDone);
  EXPECT_TRUE(response.is_over);
  EXPECT_FALSE(stream.look("GET /2 HTTP/1.1\r\n\r\n").is_request) << "the answer is known";
}

TEST(StreamLabels, AfterConnectAnotherProtocolFollows) {
  Stream stream;
  stream.look("CONNECT a.example:443 HTTP/1.1\r\n\r\n");
  EXPECT_FALSE(stream.look("HTTP/1.1 200 OK\r\n").is_over);
}

TEST(StreamLabels, AFurtherRequestIsNotWaitedFor) {
  Stream stream;
  stream.look("GET / HTTP/1.1\r\n\r\n");
  EXPECT_EQ(stream.look("GET /2 HTTP/1.1\r\nHost:").progress, Progress::kDone);
}

TEST(StreamLabels, FiveBytesDoNotTellAClientHelloFromAServerHello) {
  Stream stream;
  EXPECT_EQ(stream.look(std::string_view("\x16\3\1\2\0", 5)).progress, Progress::kNeedMore);
  EXPECT_EQ(stream.look(std::string_view("\x16\3\1\2\0\1", 6)).progress, Progress::kNeedMore);
  EXPECT_EQ(stream.look(std::string_view("\x16\3\1\2\0\x10\0\1\xfc", 9)).progress,
            Progress::kNotMine)
      << "a client_key_exchange";
  EXPECT_TRUE(stream.said.is_nothing());
}

// The ServerHello that may follow in the next segment is found there by itself.
TEST(StreamLabels, AWarningAloneIsNotWaitedFor) {
  constexpr std::string_view kWarning("\x15\3\3\0\2\1\x70", 7);
  for (const auto known : {Application::kTls, Application::kUnknown}) {
    Stream stream;
    for (std::size_t size = 1; size <= kWarning.size(); ++size) {
      EXPECT_EQ(stream.look(kWarning.substr(0, size), known).progress, Progress::kNotMine);
    }
    const std::string with_hello = std::string(kWarning) + std::string("\x16\3\3\0\x41\2", 6);
    EXPECT_EQ(stream.look(with_hello, known).progress, Progress::kNeedMore);
    EXPECT_TRUE(stream.said.is_nothing());
  }
}

// Messages that have labels, and as much of them as one byte.
TEST(StreamLabels, NothingIsLeftOutThatMayHaveLabels) {
  const std::string_view messages[] = {"GET / HTTP/1.1\r\n\r\n",
                                       "HTTP/1.1 200 OK\r\n\r\n",
                                       "SSH-2.0-OpenSSH_9.2\r\n",
                                       std::string_view("\x16\3\1\2\0\1", 6),
                                       std::string_view("\x15\3\1\0\2\1\x70\x16", 8),
                                       std::string_view("\x80\x2e\1\3\1", 5)};
  for (const auto known : {Application::kTls, Application::kHttp, Application::kSsh,
                           Application::kDns, Application::kSmtp}) {
    for (unsigned first = 0; first < 256; ++first) {
      std::string text(1, static_cast<char>(first));
      const auto begins_with_it = [&](std::string_view message) { return message[0] == text[0]; };
      const auto* const message = std::ranges::find_if(messages, begins_with_it);
      if (message != std::end(messages)) text = *message;
      Stream stream;
      const bool says_something =
          stream.look(text, known).progress != Progress::kNotMine || !stream.said.is_nothing();
      const bool may = StreamLabels::may_begin_labels(static_cast<std::uint8_t>(first), known);
      EXPECT_TRUE(may || !says_something) << to_string(known) << ", first byte " << first;
    }
  }
  EXPECT_FALSE(StreamLabels::may_begin_labels(23, Application::kTls)) << "application data";
  EXPECT_TRUE(StreamLabels::may_begin_labels(0x80, Application::kTls)) << "SSL 2.0";
  EXPECT_TRUE(StreamLabels::may_begin_labels(21, Application::kTls)) << "a warning";
  EXPECT_TRUE(StreamLabels::may_begin_labels(0, Application::kDns));
}

// The recogniser has said what it is: nothing else is tried.
TEST(StreamLabels, WhatIsKnownToBeSomethingElseIsNotHttp) {
  Stream stream;
  EXPECT_EQ(stream.look("GET", Application::kUnknown).progress, Progress::kNeedMore);
  EXPECT_EQ(stream.look("GET", Application::kRedis).progress, Progress::kNotMine);
}

TEST(StreamLabels, DnsHasItsLengthBeforeIt) {
  const std::string message =
      std::string("\0\1\1\0\0\1\0\0\0\0\0\0", 12) + std::string("\1a\0\0\1\0\1", 7);
  const std::string whole = std::string("\0\x13", 2) + message;
  for (std::size_t size = 1; size < whole.size(); ++size) {
    Stream stream;
    EXPECT_EQ(stream.look(whole.substr(0, size), Application::kDns).progress, Progress::kNeedMore);
    EXPECT_TRUE(stream.said.is_nothing());
  }
  Stream stream;
  EXPECT_EQ(stream.look(whole + "xx", Application::kDns).progress, Progress::kDone);
  EXPECT_EQ(stream.said.labels.first(LabelKind::kDnsQuestionName), "a");
}

}  // namespace
}  // namespace flowsnoop
