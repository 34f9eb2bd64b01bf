// Asks the system's resolver for names of addresses, in the background.
//
// A Resolver is used by one thread; the lookups run in threads of its own. Its cache and its queue
// are bounded. It never waits but in wait(), and its destructor does not wait for a lookup that is
// under way: that one ends when it does, without effect.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "flowsnoop/ip_address.h"

namespace flowsnoop {

class Resolver {
 public:
  static constexpr std::size_t kThreads = 8;  // lookups at once
  static constexpr std::size_t kMaxQueued = 4096;
  static constexpr std::size_t kMaxCached = 1u << 16;

  // The name of an address, empty where it has none. Called in several threads at once; does not
  // throw.
  using Lookup = std::function<std::string(const IpAddress&)>;

  explicit Resolver(Lookup lookup);
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  // The name, empty where there is none; nothing while it is being looked up, which the first call
  // begins. Where cache or queue are full, there is none.
  std::optional<std::string> ask(const IpAddress& address);

  // Waits until a lookup ends, but no longer than this, and not at all where none is under way.
  void wait(std::chrono::milliseconds longest);

 private:
  struct Shared;
  static void work(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
  std::size_t threads_ = 0;
};

// Asks what the system is configured to ask: files, DNS...
std::string look_up_in_system(const IpAddress& address);

}  // namespace flowsnoop
