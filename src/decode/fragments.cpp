#include "decode/fragments.h"

#include <algorithm>
#include <iterator>

namespace flowsnoop {

namespace {

bool is_well_formed(const Decoded& headers) {
  constexpr std::uint32_t kUnit = 8;  // of offsets, so of all fragments but the last
  const std::uint32_t length = headers.payload_length;
  if (length == 0 || length > FragmentReassembler::kMaxDatagramSize - headers.fragment_offset) {
    return false;
  }
  return !headers.more_fragments || length % kUnit == 0;
}

}  // namespace

FragmentReassembler::Key FragmentReassembler::key_of(const Decoded& headers) {
  return {headers.fragment_identification,
          headers.ip_version,
          headers.ip_version == 4 ? headers.protocol : std::uint8_t{0},
          headers.source,
          headers.destination,
          tunnel_identity(headers.tunnels).bytes};
}

// The last fragment says where the datagram ends, and nothing may be beyond that.
bool FragmentReassembler::fits(const Held& held, const Decoded& headers) {
  const std::uint32_t end = headers.fragment_offset + headers.payload_length;
  if (held.total != 0 && end > held.total) return false;
  if (headers.more_fragments) return true;
  if (held.total != 0 && end != held.total) return false;
  return held.pieces.empty() || held.pieces.back().end <= end;
}

// Fills the gaps that the fragment covers, and returns how many bytes long they were.
std::uint32_t FragmentReassembler::add_bytes(Held& held, const Decoded& headers) {
  const std::uint32_t begin = headers.fragment_offset;
  const std::uint32_t end = begin + headers.payload_length;
  const std::uint32_t captured_end = begin + headers.payload_captured;
  auto at = std::partition_point(held.pieces.begin(), held.pieces.end(),
                                 [&](const Piece& piece) { return piece.end <= begin; });
  std::uint32_t added = 0;
  for (std::uint32_t from = begin; from < end; ++at) {
    const std::uint32_t to = at == held.pieces.end() ? end : std::min(end, at->begin);
    if (from < to) {
      const std::uint32_t kept = std::clamp(captured_end, from, to);
      at = held.pieces.insert(at, {from, to, kept, static_cast<std::uint32_t>(held.bytes.size())});
      const std::uint8_t* data = headers.payload + (from - begin);
      if (kept > from) held.bytes.insert(held.bytes.end(), data, data + (kept - from));
      added += to - from;
    }
    from = at->end;
  }
  held.received += added;
  return added;
}

void FragmentReassembler::add_frames(Datagram& datagram, const Fragment& fragment) {
  datagram.original_length += fragment.original_length;
  for (const FrameShare& share : fragment.frames) {
    const auto known = std::find_if(
        datagram.frames.begin(), datagram.frames.end(),
        [&](const FrameShare& other) { return other.interface_id == share.interface_id; });
    if (known == datagram.frames.end()) {
      datagram.frames.push_back(share);
    } else {
      known->frames += share.frames;
    }
  }
}

void FragmentReassembler::take(Held& held, const Fragment& fragment) {
  const Decoded& headers = fragment.headers;
  Datagram& datagram = held.datagram;
  const bool is_first = headers.fragment_offset == 0 && !datagram.has_first;
  if (is_first || held.fragments == 0) {
    const std::uint8_t verified = datagram.headers.verified_checksums;
    const std::uint8_t bad = datagram.headers.bad_checksums;
    datagram.headers = headers;
    datagram.headers.verified_checksums |= verified;
    datagram.headers.bad_checksums |= bad;
    datagram.frame_number = fragment.frame_number;
    datagram.has_first = is_first;
  }
  datagram.headers.verified_checksums |= headers.verified_checksums;
  datagram.headers.bad_checksums |= headers.bad_checksums;
  datagram.timestamp_ns = fragment.timestamp_ns;
  add_frames(datagram, fragment);
  ++held.fragments;
  if (!headers.more_fragments) held.total = headers.fragment_offset + headers.payload_length;
  const std::uint32_t added = add_bytes(held, headers);
  if (added == 0) {
    ++counts_.duplicates;
  } else if (added < headers.payload_length) {
    ++counts_.overlaps;
  }
}

// Fills in what the datagram shows of its bytes.
void FragmentReassembler::assemble(Held& held) {
  Datagram& datagram = held.datagram;
  datagram.bytes.reserve(held.bytes.size());
  std::uint32_t end = 0;
  for (const Piece& piece : held.pieces) {
    if (piece.begin != end) break;
    const auto from = held.bytes.begin() + piece.place;
    datagram.bytes.insert(datagram.bytes.end(), from, from + (piece.captured_end - piece.begin));
    end = piece.captured_end;  // what is cut off ends it, as a gap does
  }
  datagram.headers.payload = datagram.bytes.data();
  datagram.headers.payload_captured = end;
  datagram.headers.payload_length = held.received;
}

FragmentReassembler::Place FragmentReassembler::find_or_begin(const Fragment& fragment,
                                                              std::vector<Datagram>& out) {
  const Key key = key_of(fragment.headers);
  if (const auto known = places_.find(key); known != places_.end()) {
    const Place place = known->second;
    const std::int64_t age_ns = fragment.timestamp_ns - place->first_ns;
    // Time may jump back: the same identification is then another datagram as well.
    if (age_ns <= kTimeout_ns && age_ns >= -kTimeout_ns) return place;
    hand_out(place, out);
  }
  Held& held = held_.emplace_back();
  held.key = key;
  held.first_ns = fragment.timestamp_ns;
  const Place place = std::prev(held_.end());
  places_.emplace(key, place);
  return place;
}

void FragmentReassembler::hand_out(Place place, std::vector<Datagram>& out) {
  assemble(*place);
  ++(place->datagram.is_whole ? counts_.reassembled : counts_.incomplete);
  out.push_back(std::move(place->datagram));
  held_bytes_ -= place->cost;
  places_.erase(place->key);
  held_.erase(place);
}

bool FragmentReassembler::add(const Fragment& fragment, std::vector<Datagram>& out) {
  const auto refuse = [this] {
    ++counts_.refused;
    return false;
  };
  if (!is_well_formed(fragment.headers)) return refuse();
  const Place place = find_or_begin(fragment, out);
  Held& held = *place;
  if (held.fragments == kMaxFragments || !fits(held, fragment.headers) ||
      held.datagram.original_length > UINT32_MAX - fragment.original_length) {
    return refuse();
  }
  take(held, fragment);
  if (held.received == held.total) {
    held.datagram.is_whole = true;
    held.datagram.frame_number = fragment.frame_number;
    hand_out(place, out);
    return true;
  }
  constexpr std::size_t kEntry = sizeof(Held) + sizeof(Key) + 64;  // with what the nodes need
  const std::size_t cost = kEntry + held.bytes.size() + held.pieces.size() * sizeof(Piece) +
                           held.datagram.frames.size() * sizeof(FrameShare);
  held_bytes_ += cost - held.cost;
  held.cost = cost;
  while (held_.size() > kMaxDatagrams || held_bytes_ > kMaxBytes) {
    ++counts_.evicted;
    hand_out(held_.begin(), out);
  }
  return true;
}

void FragmentReassembler::expire(std::int64_t now_ns, std::vector<Datagram>& out) {
  while (!held_.empty() && now_ns - held_.front().first_ns > kTimeout_ns) {
    hand_out(held_.begin(), out);
  }
}

void FragmentReassembler::give_up_all(std::vector<Datagram>& out) {
  while (!held_.empty()) hand_out(held_.begin(), out);
}

}  // namespace flowsnoop
