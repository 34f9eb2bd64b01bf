#include "inspect/said.h"

namespace flowsnoop::test {
namespace {

constexpr Application kXmpp = Application::kXmpp;

constexpr std::string_view kNamespaces =
    "xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'";

Bytes stream(std::string_view attributes) {
  return join(text("<?xml version='1.0'?><stream:stream "), text(kNamespaces), text(attributes),
              text(">"));
}

TEST(Xmpp, OnlyTheAnswerToAStreamHasAnId) {
  expect_client(tcp(50000, 5222, stream(" to='example.com'")), kXmpp);
  expect_server(tcp(5222, 50000, stream(" id='1' from='example.com'")), kXmpp);
}

TEST(Xmpp, FeaturesAreTheServersAndAreTakenByTheClient) {
  expect_server(tcp(5222, 50000, text("<stream:features><starttls/></stream:features>")), kXmpp);
  expect_client(tcp(50000, 5222, text("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
                kXmpp);
  expect_server(tcp(5222, 50000, text("<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>")),
                kXmpp);
}

TEST(Xmpp, NearMisses) {
  expect_nothing(tcp(50000, 5222, text("<?xml version='1.0'?><html></html>")));
  expect_nothing(tcp(50000, 5222, text("<stream:stream to='example.com'>")));
}

}  // namespace
}  // namespace flowsnoop::test
