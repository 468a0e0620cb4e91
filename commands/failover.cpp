#include "commands/failover.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

constexpr Millis patience{60'000};
constexpr Millis longest_pause{2'000};
constexpr int most_losses = 5;

// Whether it was acknowledged or not: what is left to do is in the database.
bool is_lost(const Error& error) {
  return error.code() == code::connection_lost || error.code() == code::outcome_unknown ||
         error.code() == code::cannot_connect;
}

bool names_several_hosts(const Target& target) {
  return target.conninfo.get("host").value_or("").find(',') != std::string::npos;
}

void find_primary(Context& context, const Error& lost) {
  context.talk().progress_done();
  context.talk().say(fmt::format("{}; looking for the server that takes writes", lost.message()));
  const auto until = context.clock().now() + patience;
  for (Millis wait{100};; wait = std::min(wait * 2, longest_pause)) {
    try {
      context.reconnect();
      context.talk().say("connected again; going on with what is left");
      return;
    } catch (const Error& error) {
      if (!is_lost(error) || context.clock().now() + wait > until) throw;
    }
    context.pause(wait);
  }
}

}  // namespace

ops::Progress across_failover(Context& context, const std::function<ops::Progress()>& body) {
  for (int losses = 0;; ++losses) {
    try {
      return body();
    } catch (const Error& error) {
      if (!is_lost(error) || losses >= most_losses || !names_several_hosts(context.target())) throw;
      find_primary(context, error);
    }
  }
}

}  // namespace admctl::commands
