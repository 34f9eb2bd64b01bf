// Redis, its serialization protocol RESP.
//
// A command is an array of strings whose first is a word; a reply may be an array too, so only the
// commands that are known count.
#include <array>

#include "inspect/recognisers.h"
#include "inspect/text.h"

namespace flowsnoop {
namespace {

constexpr std::array<std::string_view, 52> kCommands = {
    "GET",     "SET",       "SETEX",      "SETNX",   "MGET",   "MSET",    "DEL",    "EXISTS",
    "EXPIRE",  "TTL",       "INCR",       "INCRBY",  "DECR",   "APPEND",  "KEYS",   "SCAN",
    "TYPE",    "PING",      "AUTH",       "HELLO",   "SELECT", "INFO",    "CONFIG", "CLIENT",
    "COMMAND", "CLUSTER",   "QUIT",       "MULTI",   "EXEC",   "WATCH",   "EVAL",   "EVALSHA",
    "LPUSH",   "RPUSH",     "LPOP",       "RPOP",    "LRANGE", "BLPOP",   "BRPOP",  "LLEN",
    "SADD",    "SMEMBERS",  "HGET",       "HSET",    "HMGET",  "HGETALL", "ZADD",   "ZRANGE",
    "PUBLISH", "SUBSCRIBE", "PSUBSCRIBE", "REPLCONF"};

// The first string of an array, "*2\r\n$4\r\nPING\r\n...": empty where it is not whole.
std::string_view first_string(std::string_view text) {
  constexpr std::size_t kMaxDigits = 7;
  const std::string_view count = leading_digits(text.substr(1));
  if (count.empty() || count.size() > kMaxDigits) return {};
  text.remove_prefix(1 + count.size());
  if (text.substr(0, 3) != "\r\n$") return {};
  const std::string_view size = leading_digits(text.substr(3));
  if (size.empty() || size.size() > 2) return {};
  text.remove_prefix(3 + size.size());
  if (text.substr(0, 2) != "\r\n") return {};
  const std::string_view word = leading_word(text.substr(2));
  const std::size_t stated = size.size() == 1
                                 ? static_cast<std::size_t>(size[0] - '0')
                                 : static_cast<std::size_t>((size[0] - '0') * 10 + (size[1] - '0'));
  return word.size() == stated && word.size() + 2 < text.size() ? word : std::string_view{};
}

}  // namespace

Finding recognise_redis(const PayloadView& payload) {
  const std::string_view text = as_text(payload.bytes);
  const bool port = on_port(payload, 6379, 6380, 16379, 26379);
  if (text[0] == '*') {
    const std::string_view word = first_string(text);
    if (is_one_of(word, kCommands)) return from_client(Application::kRedis);
    const bool published = word == "message" || word == "pmessage";
    if (published) return from_server(Application::kRedis);
    return port && !leading_digits(text.substr(1)).empty() ? from_anyone(Application::kRedis)
                                                           : no_finding();
  }
  if (begins_with(text, "-WRONGTYPE ") || begins_with(text, "-NOAUTH ") ||
      begins_with(text, "-MOVED ")) {
    return from_server(Application::kRedis);
  }
  if (!port) return no_finding();
  const std::string_view line = first_line(text);
  if (line.size() == text.size() || line.size() < 2) return no_finding();
  const bool number = !leading_digits(line.substr(line[1] == '-' ? 2 : 1)).empty();
  const bool reply = (line[0] == '+' && all_printable(line)) ||
                     (line[0] == '-' && is_letter(line[1])) ||
                     ((line[0] == ':' || line[0] == '$') && number);
  return reply ? from_server(Application::kRedis) : no_finding();
}

}  // namespace flowsnoop
