// Whether the interface of a packet socket (packet(7)) is there, and binding the socket to one that
// has come back: that takes no privilege, other than opening a socket anew.
//
// Functions of the system's state; they may run in parallel on different sockets.
#pragma once

#include <string>

#include "flowsnoop/packet_source.h"

namespace flowsnoop {

// What `socket` is bound to; kUp where it is bound to no interface, or is no packet socket.
InterfaceState interface_state(int socket);

// Binds `socket` to the interface that is called `name` now. False where there is none, or none
// that is up.
bool bind_to_interface(int socket, const std::string& name, bool promiscuous);

// The ARPHRD_* of the interface called `name`, asked through any socket; -1 where there is none.
int hardware_type(int socket, const std::string& name);

}  // namespace flowsnoop
