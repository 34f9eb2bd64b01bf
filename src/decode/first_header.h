// The header that the frames of a link type begin with: the table of link types that are decoded.
#pragma once

#include "decode/next.h"
#include "flowsnoop/link_type.h"

namespace flowsnoop {

Next first_other_header(LinkType link_type);

// kUnsupportedLinkType where we know none.
inline Next first_header(LinkType link_type) {
  return link_type == LinkType::kEthernet ? go_on(Header::kEthernet)
                                          : first_other_header(link_type);
}

}  // namespace flowsnoop
