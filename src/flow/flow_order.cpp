#include "flow/flow_order.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <numeric>
#include <utility>

namespace flowsnoop {
namespace {

using FlowWithId = std::pair<std::uint64_t, FlowIndex>;

// So many in a range of flow_ids, if they are spread evenly.
constexpr std::size_t kFlowsInRange = 32;

// Of so many, a list and its copy fit into the processor's cache, and counting beats comparing,
// whose outcomes nobody can predict.
constexpr std::size_t kFewestToCount = 64;
constexpr std::size_t kMostToCount = std::size_t{1} << 14;

// By one byte of the flow_ids after the other, the lowest first.
void sort_by_counting(std::vector<FlowWithId>& by_id) {
  const auto [least, most] = std::minmax_element(by_id.begin(), by_id.end());
  const std::uint64_t first = least->first;
  const std::uint64_t range = most->first - first;
  std::vector<FlowWithId> sorted(by_id.size());
  for (unsigned shift = 0; shift < 64 && range >> shift != 0; shift += 8) {
    const auto byte_of = [&](const FlowWithId& item) {
      return (item.first - first) >> shift & 0xff;
    };
    std::array<std::uint32_t, 256> places{};
    for (const FlowWithId& item : by_id) ++places[byte_of(item)];
    std::exclusive_scan(places.begin(), places.end(), places.begin(), 0u);
    for (const FlowWithId& item : by_id) sorted[places[byte_of(item)]++] = item;
    by_id.swap(sorted);
  }
}

void sort_by_flow_id(const FlowPool& pool, std::span<FlowIndex> flows,
                     std::vector<FlowWithId>& by_id) {
  if (flows.size() < 2) return;
  by_id.clear();
  by_id.reserve(flows.size());
  for (const FlowIndex at : flows) by_id.emplace_back(pool[at].flow_id, at);
  if (std::is_sorted(by_id.begin(), by_id.end())) return;
  if (by_id.size() >= kFewestToCount && by_id.size() <= kMostToCount) {
    sort_by_counting(by_id);
  } else {
    std::sort(by_id.begin(), by_id.end());
  }
  std::transform(by_id.begin(), by_id.end(), flows.begin(),
                 [](const FlowWithId& item) { return item.second; });
}

}  // namespace

void sort_by_flow_id(const FlowPool& pool, std::span<FlowIndex> flows) {
  std::vector<FlowWithId> by_id;
  sort_by_flow_id(pool, flows, by_id);
}

bool is_in_flow_id_order(const FlowPool& pool) {
  FlowIndex next = 0;
  std::uint64_t last = 0;
  bool is_in_order = true;
  pool.for_each([&](FlowIndex at, const Flow& flow) {
    is_in_order = is_in_order && at == next && flow.flow_id >= last;
    last = flow.flow_id;
    ++next;
  });
  return is_in_order;
}

// First by ranges of flow_ids, counted and then filled, then each range by itself.
std::vector<FlowIndex> all_by_flow_id(const FlowPool& pool) {
  std::uint64_t first = UINT64_MAX;
  std::uint64_t last = 0;
  pool.for_each([&](FlowIndex, const Flow& flow) {
    first = std::min<std::uint64_t>(first, flow.flow_id);
    last = std::max<std::uint64_t>(last, flow.flow_id);
  });
  std::vector<FlowIndex> flows(pool.alive());
  if (flows.empty()) return flows;
  const std::uint64_t ranges = flows.size() / kFlowsInRange + 1;
  // The shift that leaves no more ranges than that, but for rounding.
  const auto shift = static_cast<unsigned>(std::bit_width((last - first) / ranges));
  std::vector<FlowIndex> ends(((last - first) >> shift) + 1);
  const auto range_of = [&](const Flow& flow) { return (flow.flow_id - first) >> shift; };
  pool.for_each([&](FlowIndex, const Flow& flow) { ++ends[range_of(flow)]; });
  FlowIndex before = 0;
  for (FlowIndex& end : ends) before += std::exchange(end, before);
  pool.for_each([&](FlowIndex at, const Flow& flow) { flows[ends[range_of(flow)]++] = at; });
  std::vector<FlowWithId> by_id;
  FlowIndex begin = 0;
  for (const FlowIndex end : ends) {
    sort_by_flow_id(pool, std::span(flows).subspan(begin, end - begin), by_id);
    begin = end;
  }
  return flows;
}

}  // namespace flowsnoop
