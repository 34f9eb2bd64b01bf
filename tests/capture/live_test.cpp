// Live capture, on datagrams that the test sends to itself over the loopback interface.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <chrono>
#include <optional>
#include <thread>

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;

// Two UDP sockets on 127.0.0.1.
class Datagrams {
 public:
  Datagrams() : from_(bound_socket(from_port_)), to_(bound_socket(to_port_)) {}
  ~Datagrams() {
    close(from_);
    close(to_);
  }
  Datagrams(const Datagrams&) = delete;
  Datagrams& operator=(const Datagrams&) = delete;

  void send(const Bytes& data) const {
    const sockaddr_in address = loopback(to_port_);
    ASSERT_EQ(sendto(from_, data.data(), data.size(), 0,
                     reinterpret_cast<const sockaddr*>(&address), sizeof address),
              static_cast<ssize_t>(data.size()));
  }
  std::string filter() const { return "udp dst port " + std::to_string(to_port_); }

 private:
  static sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
  }
  static int bound_socket(std::uint16_t& port) {
    const int descriptor = socket(AF_INET, SOCK_DGRAM, 0);
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(descriptor, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port = ntohs(address.sin_port);
    return descriptor;
  }

  std::uint16_t from_port_ = 0;
  std::uint16_t to_port_ = 0;
  int from_;
  int to_;
};

class Live : public testing::Test {
 protected:
  void SetUp() override {
    const std::string error = message_of([] { open_live({.interfaces = {"lo"}, .filter = ""}); });
    if (error != "no error") GTEST_SKIP() << error;
  }

  // Packets until there are `count`, or for two seconds.
  static std::vector<CopiedPacket> read_some(PacketSource& source, std::size_t count) {
    std::vector<CopiedPacket> packets;
    PacketBatch batch;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (packets.size() < count && std::chrono::steady_clock::now() < deadline) {
      if (source.read(batch) == ReadStatus::kEnd) break;
      for (const Packet& packet : batch.view()) {
        packets.push_back({packet.timestamp_ns,
                           Bytes(packet.data, packet.data + packet.captured_length),
                           packet.original_length, packet.interface_id, packet.link_type});
      }
    }
    return packets;
  }

  Datagrams datagrams_;
};

TEST_F(Live, CapturesWhatIsSent) {
  const auto source = open_live({.interfaces = {"lo"}, .filter = datagrams_.filter()});
  const auto before = std::chrono::system_clock::now();
  for (std::uint8_t i = 0; i < 100; ++i) datagrams_.send(payload(i, i));
  const std::vector<CopiedPacket> packets = read_some(*source, 100);
  const auto after = std::chrono::system_clock::now();
  ASSERT_EQ(packets.size(), 100U);
  for (std::uint8_t i = 0; i < 100; ++i) {
    const CopiedPacket& packet = packets[i];
    ASSERT_EQ(packet.link_type, LinkType::kEthernet);
    ASSERT_EQ(packet.data.size(), 14U + 20 + 8 + i);
    ASSERT_EQ(packet.original_length, packet.data.size());
    ASSERT_EQ(Bytes(packet.data.begin() + 42, packet.data.end()), payload(i, i));
    const std::chrono::nanoseconds time(packet.timestamp_ns);
    ASSERT_GE(time + std::chrono::milliseconds(20), before.time_since_epoch());
    ASSERT_LE(time, after.time_since_epoch() + std::chrono::milliseconds(20));
  }
  ASSERT_EQ(source->interfaces().size(), 1U);
  EXPECT_EQ(source->interfaces()[0].name, "lo");
  EXPECT_EQ(source->drops().kernel, 0U);
}

TEST_F(Live, GivesAPacketWithinAFifthOfASecond) {
  const auto source = open_live({.interfaces = {"lo"}, .filter = datagrams_.filter()});
  for (int round = 0; round < 5; ++round) {
    const auto sent = std::chrono::steady_clock::now();
    datagrams_.send(payload(10));
    ASSERT_EQ(read_some(*source, 1).size(), 1U);
    EXPECT_LT(std::chrono::steady_clock::now() - sent, std::chrono::milliseconds(200));
  }
}

TEST_F(Live, CutsPacketsAtTheSnaplen) {
  const auto source =
      open_live({.interfaces = {"lo"}, .filter = datagrams_.filter(), .snaplen = 64});
  datagrams_.send(payload(200));
  const std::vector<CopiedPacket> packets = read_some(*source, 1);
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets[0].data.size(), 64U);
  EXPECT_EQ(packets[0].original_length, 242U);
}

TEST_F(Live, CapturesOnSeveralInterfacesAtOnce) {
  const auto source = open_live({.interfaces = {"lo", "any"}, .filter = datagrams_.filter()});
  datagrams_.send(payload(10));
  const std::vector<CopiedPacket> packets = read_some(*source, 2);
  ASSERT_EQ(packets.size(), 2U);
  EXPECT_NE(packets[0].interface_id, packets[1].interface_id);
  for (const CopiedPacket& packet : packets) {
    EXPECT_EQ(packet.link_type, source->interfaces()[packet.interface_id].link_type);
    EXPECT_EQ(packet.link_type,
              packet.interface_id == 0 ? LinkType::kEthernet : LinkType::kLinuxSll2);
  }
}

TEST_F(Live, TellsThatNothingArrived) {
  const auto source = open_live({.interfaces = {"lo"}, .filter = datagrams_.filter()});
  PacketBatch batch;
  EXPECT_EQ(source->read(batch), ReadStatus::kTimeout);
  EXPECT_EQ(batch.size, 0U);
}

TEST_F(Live, InterruptEndsTheCapture) {
  const auto source = open_live({.interfaces = {"lo"}, .filter = datagrams_.filter()});
  std::thread interrupter([&] { source->interrupt(); });
  PacketBatch batch;
  ReadStatus status = ReadStatus::kTimeout;
  for (int i = 0; i < 3 && status == ReadStatus::kTimeout; ++i) status = source->read(batch);
  EXPECT_EQ(status, ReadStatus::kEnd);
  interrupter.join();
}

TEST_F(Live, ABadFilterIsAnError) {
  EXPECT_THAT(message_of([] { open_live({.interfaces = {"lo"}, .filter = "tcp prot 1"}); }),
              HasSubstr("filter \"tcp prot 1\" on lo: "));
}

TEST_F(Live, AnUnknownInterfaceIsAnErrorThatNamesTheKnownOnes) {
  const std::string message =
      message_of([] { open_live({.interfaces = {"nosuch0"}, .filter = ""}); });
  EXPECT_THAT(message, HasSubstr("no interface \"nosuch0\"; there are: "));
  EXPECT_THAT(message, HasSubstr("lo"));
}

TEST(OpenLive, NeedsAnInterface) {
  EXPECT_EQ(message_of([] { open_live({}); }), "no interface to capture on");
}

}  // namespace
}  // namespace flowsnoop
