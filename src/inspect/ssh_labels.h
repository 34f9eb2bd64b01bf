// The identification line of SSH (RFC 4253 section 4.2). Pure functions on bytes.
#pragma once

#include <cstdint>
#include <span>

#include "flowsnoop/labels.h"
#include "inspect/progress.h"

namespace flowsnoop {

// `stream` begins where a side's stream does. Adds the line "SSH-2.0-..." without its end as
// `kind`: kSshClient or kSshServer. With `after_lines`, other lines may come before it, as a server
// may send them. With `more` the rest of an unfinished line may still come.
Progress label_ssh(std::span<const std::uint8_t> stream, LabelKind kind, bool after_lines,
                   bool more, Labels& labels);

}  // namespace flowsnoop
