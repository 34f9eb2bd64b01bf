// From evidence to a verdict: who is the server, and how sure that is. Pure functions.
#pragma once

#include <span>

#include "roles/evidence.h"

namespace flowsnoop {

struct Verdict {
  Side server = Side::kLow;
  Roles roles;  // evidence in the order given, signed by whether it supports the verdict
};

// `evidence` is what gather_evidence() returned: strongest kinds first, never empty. A handshake
// alone decides where there is one; otherwise the log-odds are added up, and a tie goes to the side
// that the strongest evidence names.
Verdict decide_roles(std::span<const SideEvidence> evidence);

}  // namespace flowsnoop
