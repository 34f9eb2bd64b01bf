#include "capture/savefile_writer.h"

#include <sys/resource.h>

#include <csignal>

#include "capture_support.h"

namespace flowsnoop {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Packet packet_of(const Bytes& data, std::int64_t timestamp_ns, std::uint32_t interface_id = 0) {
  Packet packet;
  packet.data = data.data();
  packet.captured_length = static_cast<std::uint32_t>(data.size());
  packet.original_length = packet.captured_length + 100;
  packet.timestamp_ns = timestamp_ns;
  packet.interface_id = interface_id;
  return packet;
}

Interface interface_of(std::string name, LinkType link_type, std::uint32_t snaplen) {
  return {std::move(name), link_type, snaplen, {}};
}

TEST(SavefileWriter, WhatItWritesReadsBackTheSame) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  std::vector<Interface> interfaces = {interface_of("eth0", LinkType::kEthernet, 262'144)};
  SavefileWriter writer(path);
  const Bytes first = payload(61);
  const Bytes second = payload(300'000);
  writer.write(std::vector{packet_of(first, 1'700'000'000'123'456'789)}, interfaces);
  interfaces.push_back(interface_of("", LinkType::kLinuxSll2, 0));
  writer.write(std::vector{packet_of(second, 5, 1), packet_of({}, 6, 0)}, interfaces);
  writer.close();
  const ReadResult result = read_all(*open_savefile(path));
  EXPECT_THAT(result.damages, IsEmpty());
  EXPECT_EQ(result.packets, (std::vector<CopiedPacket>{
                                {1'700'000'000'123'456'789, first, 161, 0, LinkType::kEthernet},
                                {5, second, 300'100, 1, LinkType::kLinuxSll2},
                                {6, {}, 100, 0, LinkType::kEthernet},
                            }));
  ASSERT_THAT(result.interfaces, SizeIs(2));
  EXPECT_EQ(result.interfaces[0].name, "eth0");
  EXPECT_EQ(result.interfaces[0].snaplen, 262'144U);
  EXPECT_EQ(result.interfaces[1].name, "");
}

TEST(SavefileWriter, NamesOfHostsReadBackTheSame) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  const std::uint8_t octets[] = {192, 0, 2, 1};
  IpAddress ipv6;
  ipv6.bytes[0] = 0x20;
  const std::vector<HostName> names = {{IpAddress::from_ipv4(octets), "a.example"},
                                       {ipv6, "longer-name.example"}};
  const std::vector<Interface> interfaces = {interface_of("eth0", LinkType::kEthernet, 0)};
  const Bytes data = payload(61);
  SavefileWriter writer(path);
  writer.write_host_names(names);
  writer.write(std::vector{packet_of(data, 5)}, interfaces);
  writer.close();
  const auto source = open_savefile(path);
  EXPECT_THAT(read_all(*source).packets, SizeIs(1));
  ASSERT_THAT(source->host_names(), SizeIs(2));
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(source->host_names()[i].address, names[i].address);
    EXPECT_EQ(source->host_names()[i].name, names[i].name);
  }
}

TEST(SavefileWriter, WithoutPacketsItIsACaptureAllTheSame) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  SavefileWriter(path).close();
  const ReadResult result = read_all(*open_savefile(path));
  EXPECT_THAT(result.packets, IsEmpty());
  EXPECT_THAT(result.damages, IsEmpty());
}

TEST(SavefileWriter, FlushShowsWhatWasWrittenSoFar) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  SavefileWriter writer(path);
  const Bytes data = payload(4);
  writer.write(std::vector{packet_of(data, 1)}, std::vector<Interface>(1));
  writer.flush();
  EXPECT_THAT(read_all(*open_savefile(path)).packets, SizeIs(1));
}

TEST(SavefileWriter, ATimeBefore1970IsWrittenAs1970) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  SavefileWriter writer(path);
  writer.write(std::vector{packet_of({}, -5)}, std::vector<Interface>(1));
  writer.close();
  const ReadResult result = read_all(*open_savefile(path));
  ASSERT_THAT(result.packets, SizeIs(1));
  EXPECT_EQ(result.packets[0].timestamp_ns, 0);
}

TEST(SavefileWriter, SaysWhichFileItCannotCreateAndWhy) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("no/such/file");
  EXPECT_EQ(message_of([&] { SavefileWriter writer(path); }),
            path + ": cannot write: No such file or directory");
}

TEST(SavefileWriter, SaysThatTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  SavefileWriter writer("/dev/full");
  EXPECT_THAT(message_of([&] { writer.close(); }),
              HasSubstr("/dev/full: cannot write: No space left on device"));
}

TEST(SavefileWriter, WhatTheDiskHasRoomForEndsWithAWholePacket) {
  rlimit old{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
  std::signal(SIGXFSZ, SIG_IGN);
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  const Bytes data = payload(1000);
  const std::vector<Interface> interfaces(1);
  SavefileWriter writer(path);
  writer.write(std::vector{packet_of(data, 1)}, interfaces);
  writer.flush();
  writer.write(std::vector{packet_of(data, 2)}, interfaces);
  const rlimit small{1500, old.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = message_of([&] { writer.flush(); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &old), 0);
  EXPECT_THAT(message, HasSubstr("saved.pcapng: cannot write: File too large"));
  const ReadResult result = read_all(*open_savefile(path));
  EXPECT_THAT(result.packets, SizeIs(1));
  EXPECT_THAT(result.damages, IsEmpty());
}

TEST(SavefileWriter, ASectionIsPutBehindWhatTheFileHolds) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  const Bytes data = payload(10);
  for (const std::int64_t time_ns : {1, 2}) {
    SavefileWriter writer(path, SavefileStart::kAppend);
    EXPECT_EQ(writer.is_new(), time_ns == 1);
    writer.write(packet_of(data, time_ns), Interface{});
    writer.close();
  }
  const ReadResult result = read_all(*open_savefile(path));
  EXPECT_THAT(result.packets, SizeIs(2));
  EXPECT_THAT(result.damages, IsEmpty());
}

TEST(SavefileWriter, AloneAPacketBringsItsInterfaceAndNoOther) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  const Bytes data = payload(10);
  SavefileWriter writer(path);
  writer.write(packet_of(data, 1, 7), interface_of("seven", LinkType::kEthernet, 0));
  writer.write(packet_of(data, 2, 3), interface_of("three", LinkType::kLinuxSll2, 0));
  writer.write(packet_of(data, 3, 7), interface_of("seven", LinkType::kEthernet, 0));
  writer.close();
  const ReadResult result = read_all(*open_savefile(path));
  ASSERT_THAT(result.interfaces, SizeIs(2));
  EXPECT_EQ(result.interfaces[0].name, "seven");
  EXPECT_EQ(result.interfaces[1].name, "three");
  ASSERT_THAT(result.packets, SizeIs(3));
  EXPECT_EQ(result.packets[0].interface_id, 0U);
  EXPECT_EQ(result.packets[1].interface_id, 1U);
  EXPECT_EQ(result.packets[2].interface_id, 0U);
}

TEST(SavefileWriter, ANewFileTakesNoOthersPlace) {
  const TemporaryDirectory directory;
  const std::string path = directory.path("saved.pcapng");
  SavefileWriter(path).close();
  EXPECT_THAT(message_of([&] { SavefileWriter writer(path, SavefileStart::kNew); }),
              HasSubstr("File exists"));
}

TEST(SavefileWriter, AReaderThatHasGoneIsNoOrdinaryError) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  SavefileWriter writer("/dev/fd/" + std::to_string(ends[1]));
  ::close(ends[0]);
  EXPECT_THROW(writer.flush(), SavefileReaderGone);
  ::close(ends[1]);
}

}  // namespace
}  // namespace flowsnoop
