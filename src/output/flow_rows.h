// What the table of flows keeps of conversations until its end, when the widths of its columns are
// known: packed, because there may be millions.
//
// Used by one thread; what is const may be called by several.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "flowsnoop/flow_record.h"

namespace flowsnoop {

// What the table needs of a FlowRecord; the evidence, which is most of it, is left behind. Owns
// nothing.
struct FlowRow {
  std::int64_t start_ns = 0;
  std::int64_t end_ns = 0;
  std::uint64_t flow_id = 0;
  Endpoint client;  // address, port, packets and bytes
  Endpoint server;
  std::string_view service;
  double confidence = 0;
  EvidenceKind by = EvidenceKind::kFirstSpeaker;
  FlowState state = FlowState::kOneWay;
  std::uint8_t protocol = 0;
  std::uint8_t ip_version = 0;
  bool symmetric = false;
  bool unreachable = false;
  std::string_view client_name{};  // as shown_name() gives them; empty: the address is shown
  std::string_view server_name{};
  std::string_view about{};
};

class FlowRows {
 public:
  // A row's place, and what rows are sorted by.
  struct Place {
    std::int64_t start_ns = 0;
    std::uint64_t flow_id = 0;
    const char* packed = nullptr;

    friend bool operator<(const Place& a, const Place& b) {
      return a.start_ns != b.start_ns ? a.start_ns < b.start_ns : a.flow_id < b.flow_id;
    }
  };

  // Copies the row and its texts, unless it and sorting it would take more than `max_bytes`
  // together with the rows before: then it returns false.
  bool add(const FlowRow& row, std::size_t max_bytes);

  // Copies all rows of `other` behind these, or, where that would take too much, none: false.
  bool append(const FlowRows& other, std::size_t max_bytes);

  void clear();

  std::size_t size() const { return size_; }

  // By start, then by flow_id. Places are valid as long as the rows.
  std::vector<Place> by_start() const;

  // The row at a place. Its texts are valid as long as the rows.
  static FlowRow at(const Place& place);

  // Calls visit(const FlowRow&) for each, as they were added.
  template <typename Visit>
  void for_each(Visit visit) const {
    for (const Chunk& chunk : chunks_) {
      for (std::size_t at = 0; at < chunk.used;) {
        const char* packed = chunk.bytes.get() + at;
        visit(unpack(packed));
        at += packed_size(packed);
      }
    }
  }

 private:
  // Rows do not move, and a chunk has whole ones.
  struct Chunk {
    std::unique_ptr<char[]> bytes;
    std::size_t size = 0;
    std::size_t used = 0;
  };

  static FlowRow unpack(const char* packed);
  static std::size_t packed_size(const char* packed);
  char* room_for(std::size_t size);

  std::vector<Chunk> chunks_;
  std::size_t size_ = 0;
  std::size_t bytes_ = 0;  // of the packed rows
};

}  // namespace flowsnoop
