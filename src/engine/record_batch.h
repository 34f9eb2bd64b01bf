// Records that are settled one after the other, and then handed on one after the other.
//
// Settling a record and writing it take so much code that each would drive the other's out of the
// processor's caches, if they took turns with every record.
//
// Borrows flows: they stay as they are until they are taken out of here. Used by one thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "flow/flow_tracker.h"
#include "flowsnoop/tcp_record.h"

namespace flowsnoop {

class RecordBatch {
 public:
  static constexpr std::size_t kCapacity = 8;

  struct Item {
    EndedFlow ended;
    FlowRecord record;
    TcpRecord tcp;  // what record.tcp points to, if it is a connection
  };

  bool is_full() const { return size_ == kCapacity; }

  // A place for one more, of which there is room; its record is what it was.
  Item& add(const EndedFlow& ended) {
    Item& item = items_[size_++];
    item.ended = ended;
    return item;
  }

  std::span<const Item> items() const { return std::span(items_).first(size_); }
  void clear() { size_ = 0; }

 private:
  std::array<Item, kCapacity> items_;
  std::size_t size_ = 0;
};

}  // namespace flowsnoop
