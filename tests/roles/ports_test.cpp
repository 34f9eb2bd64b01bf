#include "flowsnoop/ports.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string_view>

#include "roles/services_data.h"

namespace flowsnoop {
namespace {

constexpr std::uint8_t kProtocolIcmp = 1;
constexpr std::uint8_t kProtocolDccp = 33;
constexpr std::uint8_t kProtocolSctp = 132;

std::string_view tcp(std::uint16_t port) {
  return service_name(port, kProtocolTcp);
}
std::string_view udp(std::uint16_t port) {
  return service_name(port, kProtocolUdp);
}

TEST(PortClass, ChangesAtTheBoundariesOfRfc6335) {
  EXPECT_EQ(port_class(0), PortClass::kSystem);
  EXPECT_EQ(port_class(1023), PortClass::kSystem);
  EXPECT_EQ(port_class(1024), PortClass::kUser);
  EXPECT_EQ(port_class(49151), PortClass::kUser);
  EXPECT_EQ(port_class(49152), PortClass::kDynamic);
  EXPECT_EQ(port_class(65535), PortClass::kDynamic);
}

TEST(PortClass, HasTheNameOfRfc6335AndTheOneThatPeopleUse) {
  EXPECT_EQ(to_string(PortClass::kSystem), "system");
  EXPECT_EQ(to_string(PortClass::kUser), "user");
  EXPECT_EQ(to_string(PortClass::kDynamic), "dynamic");
  EXPECT_EQ(common_name(PortClass::kSystem), "well-known");
  EXPECT_EQ(common_name(PortClass::kUser), "registered");
  EXPECT_EQ(common_name(PortClass::kDynamic), "ephemeral");
}

TEST(ServiceName, KnowsTheServicesOfEveryDay) {
  const std::map<std::uint16_t, std::string_view> on_tcp = {{21, "ftp"},
                                                            {22, "ssh"},
                                                            {23, "telnet"},
                                                            {25, "smtp"},
                                                            {53, "domain"},
                                                            {88, "kerberos"},
                                                            {110, "pop3"},
                                                            {143, "imap"},
                                                            {389, "ldap"},
                                                            {443, "https"},
                                                            {445, "microsoft-ds"},
                                                            {3306, "mysql"},
                                                            {3389, "ms-wbt-server"},
                                                            {5432, "postgresql"},
                                                            {8080, "http-alt"}};
  for (const auto& [port, name] : on_tcp) EXPECT_EQ(tcp(port), name) << port;

  const std::map<std::uint16_t, std::string_view> on_udp = {
      {53, "domain"}, {67, "bootps"}, {68, "bootpc"}, {69, "tftp"},
      {123, "ntp"},   {161, "snmp"},  {443, "https"}, {5353, "mdns"}};
  for (const auto& [port, name] : on_udp) EXPECT_EQ(udp(port), name) << port;
}

TEST(ServiceName, DiffersBetweenTcpAndUdpWhereTheRegistryDoes) {
  EXPECT_EQ(tcp(512), "exec");
  EXPECT_EQ(udp(512), "biff");
  EXPECT_EQ(tcp(513), "login");
  EXPECT_EQ(udp(513), "who");
  EXPECT_EQ(tcp(514), "shell");
  EXPECT_EQ(udp(514), "syslog");
}

TEST(ServiceName, IsEmptyWhereOnlyTheOtherTransportIsRegistered) {
  EXPECT_EQ(tcp(6379), "redis");
  EXPECT_EQ(udp(6379), "");
  EXPECT_EQ(udp(4793), "uet");
  EXPECT_EQ(tcp(4793), "");
  EXPECT_EQ(tcp(49000), "matahari");
  EXPECT_EQ(udp(49000), "");
}

TEST(ServiceName, OfSeveralIsTheFirstInTheRegistryAndNotAnAlias) {
  EXPECT_EQ(tcp(80), "http");     // not www or www-http
  EXPECT_EQ(udp(3478), "stun");   // not turn or stun-behavior
  EXPECT_EQ(tcp(66), "sql-net");  // not sql*net
}

TEST(ServiceName, OfSeveralIsTheOneThatDebianUsesWhereItHasOne) {
  EXPECT_EQ(tcp(113), "auth");         // before it: ident
  EXPECT_EQ(tcp(465), "submissions");  // before it: urd
}

TEST(ServiceName, IsTheNewOneOfAServiceThatWasRenamed) {
  EXPECT_EQ(tcp(44322), "pmproxy");
  EXPECT_EQ(udp(3283), "net-assistant");
}

TEST(ServiceName, CoversEveryPortOfARange) {
  for (std::uint16_t port = 6000; port <= 6063; ++port) {
    EXPECT_EQ(tcp(port), "x11") << port;
    EXPECT_EQ(udp(port), "x11") << port;
  }
  EXPECT_EQ(tcp(5999), "cvsup");
  EXPECT_EQ(tcp(6064), "ndl-ahp-svc");
  EXPECT_EQ(tcp(6665), "ircu");
  EXPECT_EQ(tcp(6669), "ircu");
  EXPECT_EQ(udp(6667), "");
}

TEST(ServiceName, IsEmptyForReservedAndUnassignedPorts) {
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{0, 4, 1023, 1024}) {
    EXPECT_EQ(tcp(port), "") << port;
    EXPECT_EQ(udp(port), "") << port;
  }
}

TEST(ServiceName, IsEmptyForEveryDynamicPort) {
  for (unsigned port = 49152; port <= 65535; ++port) {
    EXPECT_EQ(tcp(static_cast<std::uint16_t>(port)), "") << port;
    EXPECT_EQ(udp(static_cast<std::uint16_t>(port)), "") << port;
  }
}

TEST(ServiceName, IsEmptyForOtherProtocols) {
  for (const std::uint8_t protocol :
       {std::uint8_t{0}, kProtocolIcmp, kProtocolDccp, kProtocolSctp, std::uint8_t{255}}) {
    EXPECT_EQ(service_name(80, protocol), "") << int{protocol};
  }
}

TEST(ServiceName, CoversMoreThanSixThousandPorts) {
  unsigned on_tcp = 0;
  unsigned on_udp = 0;
  unsigned ports = 0;
  for (unsigned i = 0; i <= 65535; ++i) {
    const auto port = static_cast<std::uint16_t>(i);
    on_tcp += !tcp(port).empty();
    on_udp += !udp(port).empty();
    ports += !tcp(port).empty() || !udp(port).empty();
  }
  EXPECT_GT(ports, 6000U);
  EXPECT_GT(on_tcp, 5500U);
  EXPECT_GT(on_udp, 5000U);
}

// Whatever shows a name may rely on this: it needs no quoting in CSV or JSON and no escaping on a
// terminal.
TEST(RegisteredServices, HaveNamesOfLettersDigitsHyphensAndUnderscores) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  for (const RegisteredService& service : kRegisteredServices) {
    const std::string_view name = service.name;
    EXPECT_FALSE(name.empty()) << service.first;
    EXPECT_EQ(name.find_first_not_of(kAllowed), std::string_view::npos) << name;
  }
}

TEST(RegisteredServices, AreInOrderAndEachPortHasOneNamePerTransport) {
  int last_on_tcp = -1;
  int last_on_udp = -1;
  for (const RegisteredService& service : kRegisteredServices) {
    EXPECT_LE(service.first, service.last) << service.name;
    EXPECT_NE(service.transports & (kOnTcp | kOnUdp), 0) << service.name;
    if (service.transports & kOnTcp) {
      EXPECT_GT(int{service.first}, last_on_tcp) << service.name;
      last_on_tcp = service.last;
    }
    if (service.transports & kOnUdp) {
      EXPECT_GT(int{service.first}, last_on_udp) << service.name;
      last_on_udp = service.last;
    }
  }
}

TEST(RegisteredServices, AreAllFoundByTheirPort) {
  for (const RegisteredService& service : kRegisteredServices) {
    for (const std::uint16_t port : {service.first, service.last}) {
      const bool on_tcp = service.transports & kOnTcp;
      const bool on_udp = service.transports & kOnUdp;
      EXPECT_TRUE(!on_tcp || tcp(port) == service.name) << service.name;
      EXPECT_TRUE(!on_udp || udp(port) == service.name) << service.name;
    }
  }
}

}  // namespace
}  // namespace flowsnoop
