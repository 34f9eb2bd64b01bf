// From evidence to a verdict: who is the server, and how sure that is. Pure functions.
#pragma once

#include <span>

#include "roles/evidence.h"

namespace flowsnoop {

// `evidence` is what gather_evidence() returned: not empty, and what decides alone comes first.
// Without such, the log-odds are added up, and a tie goes to the side that the first evidence
// names. Returns the server; `roles`, which has its default values, gets the evidence, the
// strongest first, signed by whether it supports the verdict.
Side decide_roles(std::span<const SideEvidence> evidence, std::uint8_t protocol, Roles& roles);

}  // namespace flowsnoop
