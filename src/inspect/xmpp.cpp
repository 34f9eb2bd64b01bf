// XMPP streams (RFC 6120 sections 4 to 6).
#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

// Who opens a stream names whom it wants; only the answer has an id (section 4.7.3).
Finding stream(std::string_view text, std::size_t open) {
  const std::string_view tag = text.substr(open, text.find('>', open) - open);
  const bool whole = open + tag.size() < text.size();
  if (tag.find("http://etherx.jabber.org/streams") == std::string_view::npos) return no_finding();
  const bool id = tag.find(" id=") != std::string_view::npos;
  if (id) return from_server(Application::kXmpp);
  return whole && tag.find(" to=") != std::string_view::npos ? from_client(Application::kXmpp)
                                                             : from_anyone(Application::kXmpp);
}

}  // namespace

Finding recognise_xmpp(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  if (text.starts_with("<stream:features") || text.starts_with("<stream:error") ||
      text.starts_with("<proceed xmlns") || text.starts_with("<success xmlns") ||
      text.starts_with("<challenge xmlns")) {
    return from_server(Application::kXmpp);
  }
  if (text.starts_with("<starttls xmlns") || text.starts_with("<auth xmlns") ||
      text.starts_with("<response xmlns")) {
    return from_client(Application::kXmpp);
  }
  if (!text.starts_with("<?xml ") && !text.starts_with("<stream:stream")) return no_finding();
  const std::size_t open = text.find("<stream:stream");
  return open == std::string_view::npos ? no_finding() : stream(text, open);
}

}  // namespace flowsnoop
