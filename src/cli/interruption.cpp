#include "cli/interruption.h"

#include <atomic>
#include <csignal>

namespace flowsnoop {
namespace {

std::atomic<PacketSource*> interrupted_source = nullptr;
std::atomic<bool> signal_came = false;

static_assert(std::atomic<PacketSource*>::is_always_lock_free, "used in a signal handler");

void set_handler(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

void handle(int /*signal*/) {
  signal_came = true;
  set_handler(SIG_DFL);  // for a second one, whichever of the two it is
  if (PacketSource* source = interrupted_source) source->interrupt();
}

}  // namespace

Interruption::Interruption(PacketSource& source) {
  signal_came = false;
  interrupted_source = &source;
  set_handler(handle);
}

Interruption::~Interruption() {
  set_handler(SIG_DFL);
  interrupted_source = nullptr;
}

bool Interruption::requested() {
  return signal_came;
}

}  // namespace flowsnoop
