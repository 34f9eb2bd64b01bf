// Made-up traffic that is meant to do harm: floods, fragments, tuples that share a bucket.
//
// Each makes a Traffic as traffic.h has it; `flows` is of no meaning to most.
#pragma once

#include <memory>

#include "traffic.h"

namespace flowsnoop::bench {

std::unique_ptr<Traffic> make_syn_flood(std::uint32_t flows, std::uint64_t seed);

// UDP datagrams, each from another socket to another port.
std::unique_ptr<Traffic> make_udp_flood(std::uint32_t flows, std::uint64_t seed);

// SYNs, and each tenth frame data of one of `flows` connections that last.
std::unique_ptr<Traffic> make_flood_mix(std::uint32_t flows, std::uint64_t seed);

// First fragments of datagrams whose rest never comes.
std::unique_ptr<Traffic> make_fragment_flood(std::uint32_t flows, std::uint64_t seed);

// Fragments of `flows` datagrams that overlap one another and are never all there.
std::unique_ptr<Traffic> make_fragment_overlaps(std::uint32_t flows, std::uint64_t seed);

// UDP datagrams of `flows` conversations whose addresses and ports give 0 when exclusive-ored, as
// they do in the hashes of many programs.
std::unique_ptr<Traffic> make_collisions(std::uint32_t flows, std::uint64_t seed);

// The same of as many random conversations.
std::unique_ptr<Traffic> make_random_tuples(std::uint32_t flows, std::uint64_t seed);

}  // namespace flowsnoop::bench
