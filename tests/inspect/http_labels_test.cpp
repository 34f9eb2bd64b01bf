#include "inspect/http_labels.h"

#include <gtest/gtest.h>

#include <string>

namespace flowsnoop {
namespace {

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Labels labels_of(std::string_view text) {
  Labels labels;
  EXPECT_EQ(label_http(bytes_of(text), false, labels), Progress::kDone) << text;
  return labels;
}

constexpr std::string_view kRequest =
    "GET /search?q=1 HTTP/1.1\r\n"
    "host:  www.example.org:8080 \r\n"
    "Accept: */*\r\n"
    "User-Agent: example/1.0 (test)\r\n"
    "\r\n";

TEST(HttpLabels, TellWhatTheFirstRequestAsksFor) {
  const Labels labels = labels_of(kRequest);
  EXPECT_EQ(labels.first(LabelKind::kHttpMethod), "GET");
  EXPECT_EQ(labels.first(LabelKind::kHttpTarget), "/search?q=1");
  EXPECT_EQ(labels.first(LabelKind::kHttpVersion), "1.1");
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "www.example.org:8080");
  EXPECT_EQ(labels.first(LabelKind::kHttpUserAgent), "example/1.0 (test)");
  EXPECT_FALSE(labels.has(LabelKind::kFinding));
}

TEST(HttpLabels, WaitForTheEndOfTheHeaders) {
  for (std::size_t size = 1; size < kRequest.size(); ++size) {
    Labels labels;
    EXPECT_EQ(label_http(bytes_of(kRequest.substr(0, size)), true, labels), Progress::kNeedMore)
        << kRequest.substr(0, size);
    EXPECT_TRUE(labels.empty());
  }
  Labels labels;
  EXPECT_EQ(label_http(bytes_of(kRequest), true, labels), Progress::kDone);
}

TEST(HttpLabels, TakeTheHeadersThatAreThereOfARequestThatIsCut) {
  const std::size_t host_end = kRequest.find("Accept");
  const Labels labels = labels_of(kRequest.substr(0, host_end + 3));
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "www.example.org:8080");
  EXPECT_FALSE(labels.has(LabelKind::kHttpUserAgent));
  const Labels in_line = labels_of("GET /image.gif HTT");
  EXPECT_EQ(in_line.first(LabelKind::kHttpTarget), "/image.gif");
  EXPECT_FALSE(in_line.has(LabelKind::kHttpVersion));
}

TEST(HttpLabels, ReadLinesThatEndWithoutACarriageReturn) {
  const Labels labels = labels_of("HEAD / HTTP/1.0\nHost: a.example\n\n");
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "a.example");
  EXPECT_EQ(labels.first(LabelKind::kHttpVersion), "1.0");
}

TEST(HttpLabels, KeepBlanksInATarget) {
  const Labels labels = labels_of("GET  /a b  HTTP/1.1\r\n\r\n");
  EXPECT_EQ(labels.first(LabelKind::kHttpTarget), "/a b");
}

// RFC 9112 sections 3.2.2 and 3.2.3.
TEST(HttpLabels, TakeTheHostFromTheTargetWhereThereIsNoOther) {
  EXPECT_EQ(labels_of("GET http://a.example:80/x HTTP/1.0\r\n\r\n").first(LabelKind::kHttpHost),
            "a.example:80");
  EXPECT_EQ(labels_of("GET http://a.example/x HTTP/1.1\r\nHost: b.example\r\n\r\n")
                .first(LabelKind::kHttpHost),
            "b.example");
  EXPECT_FALSE(labels_of("GET /?u=http://a.example/ HTTP/1.0\r\n\r\n").has(LabelKind::kHttpHost));
}

TEST(HttpLabels, KeepTheFirstRequestWhereAnotherFollows) {
  Labels labels = labels_of(kRequest);
  label_http(bytes_of("POST /other HTTP/1.1\r\nHost: other.example\r\n\r\n"), false, labels);
  EXPECT_EQ(labels.first(LabelKind::kHttpMethod), "GET");
  EXPECT_EQ(labels.first(LabelKind::kHttpHost), "www.example.org:8080");
}

TEST(HttpLabels, FindAPasswordInAnyRequest) {
  Labels labels = labels_of(kRequest);
  label_http(bytes_of("GET /search?q=1 HTTP/1.1\r\nAUTHORIZATION: basic dTpw\r\n\r\n"), true,
             labels);
  EXPECT_EQ(labels.first(LabelKind::kFinding), kFindingHttpBasic);
  EXPECT_TRUE(labels_of("GET / HTTP/1.1\r\nProxy-Authorization: Basic dTpw\r\n\r\n")
                  .has(LabelKind::kFinding, kFindingHttpBasic));
  EXPECT_FALSE(
      labels_of("GET / HTTP/1.1\r\nAuthorization: Bearer dTpw\r\n\r\n").has(LabelKind::kFinding));
  EXPECT_FALSE(
      labels_of("GET / HTTP/1.1\r\n\r\nAuthorization: Basic dTpw\r\n\r\n").has(LabelKind::kFinding))
      << "the body is not looked at";
}

TEST(HttpLabels, TellTheStatusOfTheResponse) {
  const Labels labels = labels_of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(labels.first(LabelKind::kHttpStatus), "404");
  EXPECT_EQ(labels.first(LabelKind::kHttpVersion), "1.1");
  EXPECT_EQ(labels_of("HTTP/1.0 200").first(LabelKind::kHttpStatus), "200");
}

// RFC 9110 section 15.2: 100, 102 and 103 go before the final response; after 101 there is none.
TEST(HttpLabels, SkipResponsesThatAreNotFinal) {
  const std::string interim =
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n";
  EXPECT_EQ(labels_of(interim + "HTTP/1.1 201 Created\r\n").first(LabelKind::kHttpStatus), "201");
  Labels labels;
  EXPECT_EQ(label_http(bytes_of(interim), true, labels), Progress::kNeedMore);
  EXPECT_EQ(label_http(bytes_of(interim + "HTTP"), true, labels), Progress::kNeedMore);
  EXPECT_FALSE(labels.has(LabelKind::kHttpStatus));
  EXPECT_EQ(labels_of("HTTP/1.1 101 Switching Protocols\r\n\r\n").first(LabelKind::kHttpStatus),
            "101");
}

TEST(HttpLabels, AreNotMadeOfSomethingElse) {
  for (const std::string_view text :
       {"EHLO a.example\r\n", "GETTING started", "HTTPS", "\x16\x03"}) {
    Labels labels;
    EXPECT_EQ(label_http(bytes_of(text), true, labels), Progress::kNotMine) << text;
    EXPECT_TRUE(labels.empty());
  }
}

TEST(HttpLabels, AreBoundedWhateverTheHeaders) {
  std::string text = "GET /" + std::string(5000, 'a') + " HTTP/1.1\r\n";
  for (int i = 0; i < 2000; ++i) text += "X: y\r\n";
  text += "Host: far.example\r\n\r\n";
  const Labels labels = labels_of(text);
  EXPECT_EQ(labels.first(LabelKind::kHttpTarget).size(), Labels::kMaxText);
  EXPECT_FALSE(labels.has(LabelKind::kHttpHost)) << "beyond the headers that are read";
}

}  // namespace
}  // namespace flowsnoop
