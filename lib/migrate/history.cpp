#include "lib/migrate/history.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/migrate/prisma_history.hpp"

namespace admctl::migrate {

std::string_view state_name(State state) {
  switch (state) {
    case State::applied:
      return "applied";
    case State::pending:
      return "pending";
    case State::out_of_order:
      return "out of order";
    case State::rolled_back:
      return "rolled back";
    case State::failed:
      return "failed";
    case State::edited:
      return "edited";
    case State::missing:
      return "missing";
  }
  return {};
}

bool Entry::is_pending() const {
  return state == State::pending || state == State::out_of_order || (state == State::rolled_back && file);
}

std::size_t Status::count(State state) const {
  return static_cast<std::size_t>(std::ranges::count(entries, state, &Entry::state));
}

std::size_t Status::pending() const {
  return static_cast<std::size_t>(std::ranges::count_if(entries, &Entry::is_pending));
}

std::string Status::describe() const {
  std::vector<std::string> parts;
  for (const auto state : {State::applied, State::pending, State::out_of_order, State::rolled_back,
                           State::failed, State::edited, State::missing}) {
    if (const auto found = count(state)) parts.push_back(fmt::format("{} {}", found, state_name(state)));
  }
  return join(parts, ", ");
}

std::unique_ptr<History> make_history(const platform::Pack& pack) {
  if (pack.history == platform::HistoryFormat::prisma) return std::make_unique<PrismaHistory>(pack.schema);
  throw Error{code::bad_pack,
              fmt::format("admctl cannot keep the migration history of platform {}", pack.platform),
              "this version reads and writes the history of Prisma Migrate only"};
}

}  // namespace admctl::migrate
