// What a DNS message says in words. Pure functions on a message and the labels that they add to.
#pragma once

#include "flowsnoop/labels.h"
#include "inspect/dns_message.h"

namespace flowsnoop {

// Adds the names that are asked for, each once, and the type of the first question (RFC 1035
// section 4.1.2). Of the first response: its code, and the addresses and names of its answers.
void label_dns(const DnsMessage& message, Labels& labels);

}  // namespace flowsnoop
