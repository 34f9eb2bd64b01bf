#include "output/flow_text.h"

#include <gtest/gtest.h>

#include "output/layout.h"
#include "sample.h"

namespace flowsnoop {
namespace {

TEST(SocketText, BracketsIpv6) {
  EXPECT_EQ(socket_text(test::make_endpoint("192.0.2.1", 443, 0, 0), 4), "192.0.2.1:443");
  EXPECT_EQ(socket_text(test::make_endpoint("2001:db8::1", 443, 0, 0), 6), "[2001:db8::1]:443");
  EXPECT_EQ(socket_text(test::make_endpoint("192.0.2.1", 443, 0, 0), 6), "[::ffff:192.0.2.1]:443");
}

TEST(ElidedSocket, KeepsThePortAndTheBrackets) {
  EXPECT_EQ(elided_socket("192.168.100.200:51514", 21, "…"), "192.168.100.200:51514");
  EXPECT_EQ(elided_socket("192.168.100.200:51514", 16, "…"), "192.1….200:51514");
  EXPECT_EQ(elided_socket("[2001:db8:85a3:8d3:1319:8a2e:370:7348]:443", 20, "…"),
            "[2001:db…0:7348]:443");
}

TEST(SocketText, IsTheAddressAloneWhereThereAreNoPorts) {
  EXPECT_EQ(socket_text(test::make_endpoint("192.0.2.1", 0, 0, 0), 4, false), "192.0.2.1");
  EXPECT_EQ(socket_text(test::make_endpoint("2001:db8::1", 0, 0, 0), 6, false), "2001:db8::1");
}

TEST(ElidedSocket, LosesTheMiddleOfAnAddressAlone) {
  EXPECT_EQ(elided_socket("192.168.100.200", 15, "…"), "192.168.100.200");
  EXPECT_EQ(elided_socket("192.168.100.200", 9, "…"), elide_middle("192.168.100.200", 9, "…"));
  EXPECT_EQ(elided_socket("2001:db8:85a3::7348", 9, "…"),
            elide_middle("2001:db8:85a3::7348", 9, "…"));
}

TEST(ElidedSocket, NeverCutsThePort) {
  EXPECT_EQ(elided_socket("192.168.100.200:51514", 0, "…"), "…:51514");
  EXPECT_EQ(elided_socket("[2001:db8::1]:51514", 3, ".."), "[..]:51514");
}

TEST(PortClassText, NamesTheClassesAsPeopleDo) {
  EXPECT_EQ(port_class_text(443, PortClassForm::kFull), "well-known");
  EXPECT_EQ(port_class_text(8080, PortClassForm::kFull), "registered");
  EXPECT_EQ(port_class_text(51514, PortClassForm::kFull), "ephemeral");
  EXPECT_EQ(port_class_text(443, PortClassForm::kShort), "wk");
  EXPECT_EQ(port_class_text(8080, PortClassForm::kShort), "reg");
  EXPECT_EQ(port_class_text(51514, PortClassForm::kShort), "eph");
  EXPECT_EQ(port_class_text(443, PortClassForm::kNone), "");
}

TEST(ShortWords, FitInEightCharacters) {
  for (std::size_t i = 0; i < kFlowStateCount; ++i) {
    const auto state = static_cast<FlowState>(i);
    EXPECT_LE(short_words(state).size(), 8u) << to_string(state);
    EXPECT_EQ(short_words(state).find('_'), std::string::npos);
  }
  EXPECT_EQ(short_words(FlowState::kSynReceived), "syn rcvd");
  EXPECT_EQ(words("syn_received"), "syn received");
}

TEST(EvidenceWords, AreItsNameWithSpaces) {
  EXPECT_EQ(evidence_words(EvidenceKind::kPortClass), "port class");
  EXPECT_EQ(evidence_words(EvidenceKind::kFirstSpeaker), "first speaker");
}

TEST(EachWay, AlignsTheSigns) {
  EXPECT_EQ(each_way(14, 17, glyphs(true)), "14↑ 17↓");
  EXPECT_EQ(each_way(14, 1700, glyphs(false), 4, 4), "  14> 1.7K<");
}

TEST(StateEmphasis, TellsGoodFromBad) {
  EXPECT_EQ(state_emphasis(FlowState::kClosed), Emphasis::kGood);
  EXPECT_EQ(state_emphasis(FlowState::kRefused), Emphasis::kBad);
  EXPECT_EQ(state_emphasis(FlowState::kSynSent), Emphasis::kUnsure);
  EXPECT_EQ(state_emphasis(FlowState::kTwoWay), Emphasis::kNone);
}

TEST(TransportText, KnowsTheTransportsThatHaveFlows) {
  EXPECT_EQ(transport_text(6), "tcp");
  EXPECT_EQ(transport_text(17), "udp");
  EXPECT_EQ(transport_text(1), "icmp");
  EXPECT_EQ(transport_text(58), "icmp6");
  EXPECT_EQ(transport_text(132), "sctp");
}

TEST(TransportText, IsTheNumberOfWhatHasNoName) {
  EXPECT_EQ(transport_text(61), "61");
  EXPECT_EQ(transport_text(253), "253");
}

TEST(StateText, SaysWhereOnlyErrorsCameBack) {
  IcmpErrors errors;
  EXPECT_FALSE(was_unreachable(FlowState::kOneWay, errors));
  errors.add(IcmpErrorKind::kTtlExceeded, 0);
  EXPECT_FALSE(was_unreachable(FlowState::kOneWay, errors)) << "a router on the way";
  errors.add(IcmpErrorKind::kProhibited, 0);
  EXPECT_TRUE(was_unreachable(FlowState::kOneWay, errors));
  EXPECT_TRUE(was_unreachable(FlowState::kSynSent, errors));
  EXPECT_FALSE(was_unreachable(FlowState::kTwoWay, errors));
  EXPECT_EQ(state_text(FlowState::kOneWay, true, false), "unreachable");
  EXPECT_LE(state_text(FlowState::kOneWay, true, true).size(), 8u);
  EXPECT_EQ(state_text(FlowState::kSynReceived, false, true), "syn rcvd");
  EXPECT_EQ(state_text(FlowState::kSynReceived, false, false), "syn received");
}

TEST(NamedSocket, ShowsTheNameWhereThereIsOne) {
  const Endpoint endpoint = test::make_endpoint("192.0.2.1", 443, 1, 1);
  EXPECT_EQ(named_socket_text("www.example.com", endpoint, 4, true), "www.example.com:443");
  EXPECT_EQ(named_socket_text("www.example.com", endpoint, 6, true), "www.example.com:443");
  EXPECT_EQ(named_socket_text("", endpoint, 4, true), "192.0.2.1:443");
  EXPECT_EQ(named_socket_text("www.example.com", endpoint, 4, false), "www.example.com");
  EXPECT_EQ(named_socket_text("", endpoint, 4, false), "192.0.2.1");
}

TEST(NamedSocket, OnlyNamesAreKeptToAWidth) {
  const Endpoint endpoint = test::make_endpoint("192.0.2.1", 443, 1, 1);
  EXPECT_EQ(named_socket_width("www.example.com", endpoint, 4, true, 15), 19u);
  EXPECT_EQ(named_socket_width("www.example.com", endpoint, 4, true, 14), 18u);
  EXPECT_EQ(named_socket_width("", endpoint, 4, true, 5), 13u);
  EXPECT_EQ(elided_socket("www.example.com:443", 14, "…"), "www.e….com:443");
}

TEST(NamedSocket, IsAsWideAsItsText) {
  for (const auto& [address, ip_version] :
       {std::pair("192.0.2.1", 4), std::pair("2001:db8::1", 6)}) {
    const Endpoint endpoint = test::make_endpoint(address, 51514, 1, 1);
    const auto version = static_cast<std::uint8_t>(ip_version);
    for (const std::string_view name : {"", "www.example.com"}) {
      for (const bool with_port : {true, false}) {
        EXPECT_EQ(named_socket_width(name, endpoint, version, with_port, SIZE_MAX),
                  named_socket_text(name, endpoint, version, with_port).size())
            << name << address << with_port;
      }
    }
  }
}

TEST(PortClassNote, IsTheTextOfTheClassInBrackets) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{443, 8080, 51514}) {
    for (const PortClassForm form : {PortClassForm::kFull, PortClassForm::kShort}) {
      EXPECT_EQ(port_class_note(port, form), " (" + std::string(port_class_text(port, form)) + ")");
    }
    EXPECT_EQ(port_class_note(port, PortClassForm::kNone), "");
  }
}

TEST(NamedSocket, NamesGetAQuarterOfTheLine) {
  EXPECT_EQ(max_name_width(0), SIZE_MAX);
  EXPECT_EQ(max_name_width(40), 20u);
  EXPECT_EQ(max_name_width(160), 40u);
}

TEST(ShownName, IsInertAndHasNoSpaces) {
  EXPECT_EQ(shown_name({}), "");
  EXPECT_EQ(shown_name({"www.example.com", NameSource::kDns}), "www.example.com");
  EXPECT_EQ(shown_name({"a b\x1b[31m", NameSource::kDhcp}), "a\\x20b\\x1b[31m");
  EXPECT_EQ(shown_name({"\xe2\x80\xae"
                        "x",
                        NameSource::kDhcp}),
            "\\u{202e}x");
}

}  // namespace
}  // namespace flowsnoop
