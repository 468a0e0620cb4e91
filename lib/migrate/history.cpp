#include "lib/migrate/history.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/migrate/dbmate_history.hpp"
#include "lib/migrate/drizzle_history.hpp"
#include "lib/migrate/native_history.hpp"
#include "lib/migrate/prisma_history.hpp"
#include "lib/migrate/supabase_history.hpp"

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
    case State::unknown:
      return "unknown";
  }
  return {};
}

bool Entry::is_pending() const {
  if (!file) return false;
  return state == State::pending || state == State::out_of_order || state == State::rolled_back ||
         (state == State::failed && done_statements);
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
                           State::failed, State::edited, State::missing, State::unknown}) {
    if (const auto found = count(state)) parts.push_back(fmt::format("{} {}", found, state_name(state)));
  }
  return join(parts, ", ");
}

std::string History::begin(ops::Writer&, const MigrationFile&) const { return {}; }

std::string History::resume(pg::Transaction&, const MigrationFile&) const { return {}; }

void History::fail(ops::Writer&, const std::string&, std::string_view) const {}

void History::finish(ops::Writer& writer, const std::string&, const MigrationFile& file,
                     const Script& script) const {
  record(writer, file, script);
}

void History::mark_applied(ops::Writer& writer, const MigrationFile& file, const Script& script) const {
  record(writer, file, script);
}

std::unique_ptr<History> make_history(const platform::PackHead& pack) {
  return make_history(pack.history, pack.schema);
}

std::unique_ptr<History> make_history(HistoryFormat format, std::string schema) {
  switch (format) {
    case HistoryFormat::prisma:
      return std::make_unique<PrismaHistory>(std::move(schema));
    case HistoryFormat::drizzle:
      return std::make_unique<DrizzleHistory>(std::move(schema));
    case HistoryFormat::supabase:
      return std::make_unique<SupabaseHistory>(std::move(schema));
    case HistoryFormat::dbmate:
      return std::make_unique<DbmateHistory>(std::move(schema));
    case HistoryFormat::native:
      return std::make_unique<NativeHistory>(std::move(schema));
  }
  return nullptr;
}

}  // namespace admctl::migrate
