#include "names/resolver.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <condition_variable>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace flowsnoop {

// Lives until the last thread has ended.
struct Resolver::Shared {
  explicit Shared(Lookup the_lookup) : lookup(std::move(the_lookup)) {}

  const Lookup lookup;
  std::mutex mutex;
  std::condition_variable asked;
  std::condition_variable answered;
  std::deque<IpAddress> queue;
  std::map<IpAddress, std::optional<std::string>> cache;  // nothing: under way
  std::size_t pending = 0;                                // in the queue or under way
  std::uint64_t answers = 0;
  bool stop = false;
};

Resolver::Resolver(Lookup lookup) : shared_(std::make_shared<Shared>(std::move(lookup))) {}

Resolver::~Resolver() {
  const std::lock_guard lock(shared_->mutex);
  shared_->stop = true;
  shared_->asked.notify_all();
}

std::optional<std::string> Resolver::ask(const IpAddress& address) {
  const std::lock_guard lock(shared_->mutex);
  const auto found = shared_->cache.find(address);
  if (found != shared_->cache.end()) return found->second;
  if (shared_->queue.size() >= kMaxQueued || shared_->cache.size() >= kMaxCached) return "";
  shared_->cache.emplace(address, std::nullopt);
  shared_->queue.push_back(address);
  ++shared_->pending;
  if (threads_ < kThreads) {
    ++threads_;
    std::thread([shared = shared_] { work(shared); }).detach();
  }
  shared_->asked.notify_one();
  return std::nullopt;
}

void Resolver::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(shared_->mutex);
  const std::uint64_t before = shared_->answers;
  shared_->answered.wait_for(lock, longest,
                             [&] { return shared_->pending == 0 || shared_->answers != before; });
}

void Resolver::work(const std::shared_ptr<Shared>& shared) {
  std::unique_lock lock(shared->mutex);
  for (;;) {
    shared->asked.wait(lock, [&] { return shared->stop || !shared->queue.empty(); });
    if (shared->stop) return;
    const IpAddress address = shared->queue.front();
    shared->queue.pop_front();
    lock.unlock();
    std::string name = shared->lookup(address);
    lock.lock();
    shared->cache[address] = std::move(name);
    --shared->pending;
    ++shared->answers;
    shared->answered.notify_all();
  }
}

std::string look_up_in_system(const IpAddress& address) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  if (address.is_ipv4()) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    std::memcpy(&ipv4.sin_addr, &address.bytes[12], 4);
    std::memcpy(&storage, &ipv4, size = sizeof ipv4);
  } else {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    std::memcpy(&ipv6.sin6_addr, address.bytes.data(), 16);
    std::memcpy(&storage, &ipv6, size = sizeof ipv6);
  }
  char name[NI_MAXHOST];
  const int error = ::getnameinfo(reinterpret_cast<const sockaddr*>(&storage), size, name,
                                  sizeof name, nullptr, 0, NI_NAMEREQD);
  return error == 0 ? std::string(name) : std::string();
}

}  // namespace flowsnoop
