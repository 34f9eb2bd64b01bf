// bench_stages: what each stage costs alone. Items are packets, flows or records.
//
// Figures are for comparing a stage with itself, or reading with the bare block loop: alone in a
// loop, a stage has the caches and the branch predictor for itself.

#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "capture/byte_order.h"
#include "capture/savefile.h"
#include "decode/decode.h"
#include "flow/flow_hash.h"
#include "flow/flow_tracker.h"
#include "inspect/inspect.h"
#include "output/buffered_output.h"
#include "output/csv.h"
#include "output/json.h"
#include "roles/learned.h"
#include "roles/settle.h"
#include "stages_input.h"

namespace flowsnoop::bench {
namespace {

constexpr HashKey kHashKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};
constexpr Sample kFew{"few"};
constexpr Sample kSteady{"steady"};
constexpr Sample kSteadyMany{"steady", 2'000'000, 1'000'000};
constexpr Sample kMix{"imix", 200'000};
constexpr Sample kFlood{"syn-flood", 200'000};

// Items that one iteration has.
void count_items(benchmark::State& state, std::size_t items) {
  state.SetItemsProcessed(static_cast<std::int64_t>(items) * state.iterations());
}

// The floor of reading: records walked in blocks, nothing looked at but their lengths.
void bare_block_loop(benchmark::State& state) {
  const Bytes file = savefile_of(kFew);
  std::vector<std::uint8_t> block(2 * BlockReader::kDefaultBlockSize);
  for (auto _ : state) {
    MemoryStream stream(file);
    std::uint64_t bytes = 0;
    std::size_t begin = 24;
    std::size_t end = 0;
    for (;;) {
      const StreamRead read = stream.read({block.data() + end, BlockReader::kDefaultBlockSize});
      if (read.status != StreamStatus::kData) break;
      end += read.size;
      while (end >= begin + 16) {
        const std::uint32_t length = load32(block.data() + begin + 8, false);
        if (end - begin - 16 < length) break;
        bytes += length;
        begin += 16 + length;
      }
      std::memmove(block.data(), block.data() + begin, end - begin);
      end -= begin;
      begin = 0;
    }
    benchmark::DoNotOptimize(bytes);
  }
  count_items(state, kFew.packets);
}
BENCHMARK(bare_block_loop);

void read_savefile(benchmark::State& state, Sample sample) {
  const Bytes file = savefile_of(sample);
  PacketBatch batch;
  for (auto _ : state) {
    const auto source = open_savefile(std::make_unique<MemoryStream>(file), "memory");
    std::uint64_t bytes = 0;
    while (source->read(batch) != ReadStatus::kEnd) {
      for (const Packet& packet : batch.view()) bytes += packet.captured_length;
    }
    benchmark::DoNotOptimize(bytes);
  }
  count_items(state, sample.packets);
}
BENCHMARK_CAPTURE(read_savefile, pcap, kFew);
BENCHMARK_CAPTURE(read_savefile, pcapng, Sample{"few", 200'000, 0, SavefileFormat::kPcapng});

void decode(benchmark::State& state, Sample sample) {
  const std::vector<Packet> packets = packets_of(sample);
  Decoded decoded;
  for (auto _ : state) {
    for (const Packet& packet : packets) {
      benchmark::DoNotOptimize(decode_packet(packet, decoded));
      benchmark::ClobberMemory();
    }
  }
  count_items(state, packets.size());
}
BENCHMARK_CAPTURE(decode, few, kFew);
BENCHMARK_CAPTURE(decode, imix, kMix);
BENCHMARK_CAPTURE(decode, tunnels, Sample{"tunnels"});

void key_and_hash(benchmark::State& state) {
  const std::vector<FlowPacket> packets = flow_packets_of(kFew);
  const FlowHash hash(kHashKey);
  FlowKey key;
  for (auto _ : state) {
    for (const FlowPacket& packet : packets) {
      benchmark::DoNotOptimize(make_flow_key(packet.headers, key));
      benchmark::DoNotOptimize(hash(key));
    }
  }
  count_items(state, packets.size());
}
BENCHMARK(key_and_hash);

// Packets of flows that are known already.
void track_known_flows(benchmark::State& state, Sample sample) {
  const std::vector<FlowPacket> packets = flow_packets_of(sample);
  NoListener listener;
  FlowTracker tracker({}, kHashKey, listener);
  tracker.add(packets);
  for (auto _ : state) tracker.add(packets);
  count_items(state, packets.size());
}
BENCHMARK_CAPTURE(track_known_flows, few, kSteady);
BENCHMARK_CAPTURE(track_known_flows, many, kSteadyMany)->Unit(benchmark::kMillisecond);

// From an empty table, and everything ended: flows begin, some close, the rest ends with the
// capture.
void track_and_end(benchmark::State& state, Sample sample) {
  const std::vector<FlowPacket> packets = flow_packets_of(sample);
  NoListener listener;
  for (auto _ : state) {
    FlowTracker tracker({}, kHashKey, listener);
    tracker.add(packets);
    tracker.finish();
  }
  count_items(state, packets.size());
}
BENCHMARK_CAPTURE(track_and_end, few, kFew)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(track_and_end, imix, kMix)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(track_and_end, syn_flood, kFlood)->Unit(benchmark::kMillisecond);

void inspect(benchmark::State& state) {
  std::vector<PayloadView> payloads;
  for (const FlowPacket& packet : flow_packets_of(kMix)) {
    const Decoded& headers = packet.headers;
    if (headers.payload_captured == 0) continue;
    payloads.push_back({{headers.payload, headers.payload_captured},
                        headers.payload_length,
                        headers.protocol,
                        headers.source_port,
                        headers.destination_port});
  }
  for (auto _ : state) {
    for (const PayloadView& payload : payloads) {
      Finding finding = inspect_payload(payload);
      benchmark::DoNotOptimize(finding);
    }
  }
  count_items(state, payloads.size());
}
BENCHMARK(inspect);

void learn_listeners(benchmark::State& state, Sample sample) {
  const std::vector<Flow> flows = flows_of(sample);
  for (auto _ : state) {
    Learned learned(kHashKey);
    for (const Flow& flow : flows) learned.learn(flow);
    benchmark::DoNotOptimize(&learned);
    benchmark::ClobberMemory();
  }
  count_items(state, flows.size());
}
BENCHMARK_CAPTURE(learn_listeners, imix, kMix);
BENCHMARK_CAPTURE(learn_listeners, syn_flood, kFlood);

void settle_roles(benchmark::State& state, Sample sample) {
  const std::vector<Flow> flows = flows_of(sample);
  Learned learned(kHashKey);
  for (const Flow& flow : flows) learned.learn(flow);
  FlowRecord record;
  for (auto _ : state) {
    for (const Flow& flow : flows) {
      settle(flow, EndReason::kCaptureEnd, learned, record);
      benchmark::DoNotOptimize(record);
    }
  }
  count_items(state, flows.size());
}
BENCHMARK_CAPTURE(settle_roles, few, kFew);
BENCHMARK_CAPTURE(settle_roles, imix, kMix);

template <typename Writer>
void write_records(benchmark::State& state) {
  const std::unique_ptr<KeptRecords> kept = records_of(kMix);
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  Output output(nowhere, "/dev/null");
  Writer writer(output);
  for (auto _ : state) {
    for (const FlowRecord& record : kept->records()) writer.on_record(record);
  }
  close(nowhere);
  count_items(state, kept->records().size());
}
BENCHMARK_TEMPLATE(write_records, JsonWriter);
BENCHMARK_TEMPLATE(write_records, CsvWriter);

}  // namespace
}  // namespace flowsnoop::bench
