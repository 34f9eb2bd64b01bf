#include "inspect/http.h"

#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kHttp = Application::kHttp;

TEST(Http, RequestsAreTheClients) {
  expect_client(tcp(50000, 80, text("GET / HTTP/1.1\r\nHost: www.example.com\r\n\r\n")), kHttp);
  expect_client(tcp(50000, 8081, text("POST /api?x=1 HTTP/1.0\r\nContent-Length: 0\r\n\r\n")),
                kHttp);
  expect_client(tcp(50000, 3128, text("CONNECT www.example.com:443 HTTP/1.1\r\n\r\n")), kHttp);
  expect_client(tcp(50000, 3128, text("GET http://www.example.com/ HTTP/1.1\r\n\r\n")), kHttp);
  expect_client(tcp(50000, 80, text("PROPFIND /dav/ HTTP/1.1\r\nDepth: 1\r\n\r\n")), kHttp);
  expect_client(tcp(50000, 80, text("OPTIONS * HTTP/1.1\r\n\r\n")), kHttp);
}

TEST(Http, ResponsesAreTheServers) {
  expect_server(tcp(80, 50000, text("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")), kHttp);
  expect_server(tcp(8081, 50000, text("HTTP/1.0 404 Not Found\r\n\r\n")), kHttp);
  expect_server(tcp(8000, 50000, text("ICY 200 OK\r\nicy-name: radio\r\n\r\n")), kHttp);
}

TEST(Http, ARequestLineMayBeLongerThanTheSegment) {
  expect_client(tcp(50000, 80, join(text("GET /"), fill(1000, 'a'))), kHttp);
}

// Some programs are careless; the version at the end of the line leaves no doubt.
TEST(Http, ARequestLineWithAVersionMayHaveAnyTarget) {
  expect_client(tcp(50000, 80, text("POST  / HTTP/1.0\r\n\r\n")), kHttp);
  expect_client(tcp(50000, 80, text("CONNECT / HTTP/1.1\r\n\r\n")), kHttp);
}

TEST(Http, WhatMayBeginAMessageIsAPrefixOfOne) {
  for (const std::string_view begin :
       {"G", "GET", "GET ", "GET h", "CONNECT ", "H", "HTTP/1", "HTTP/1.1 ", "PROPF"}) {
    EXPECT_TRUE(may_begin_http(begin)) << begin;
  }
  for (const std::string_view other :
       {"GX", "get", "GET x", "HTTPS", "HTTP/1.1 2", "220 mail", "FETCH "}) {
    EXPECT_FALSE(may_begin_http(other)) << other;
  }
}

TEST(Http, NearMisses) {
  expect_nothing(tcp(50000, 80, text("GET   HTTP/1.1\r\n\r\n")));
  expect_nothing(tcp(50000, 80, text("get / HTTP/1.1\r\n\r\n")));
  expect_nothing(tcp(50000, 80, text("GET / FTP/1.1\r\n\r\n")));
  expect_nothing(tcp(50000, 80, text("FETCH / HTTP/1.1\r\n\r\n")));
  expect_nothing(tcp(80, 50000, text("HTTPS/1.1 200 OK\r\n\r\n")));
}

}  // namespace
}  // namespace flowsnoop::test
