#include "commands/completion/candidates.hpp"

#include <algorithm>

#include "lib/core/error.hpp"

namespace admctl::commands {
namespace {

// The shell lets go long before; this is for the server, which would work on.
constexpr pg::Timeouts patience{std::chrono::milliseconds{100}, std::chrono::milliseconds{250},
                                std::chrono::milliseconds{1000}};

bool fits(const CandidateSource& source, const PartialLine& line, std::string_view name) {
  const bool same_path =
      source.path.empty() || line.path == source.path || line.path.starts_with(std::string{source.path} + ' ');
  return same_path && source.name == name;
}

bool add_from(std::span<const CandidateSource> sources, Query& query, std::string_view name) {
  const auto it = std::ranges::find_if(
      sources, [&](const CandidateSource& source) { return fits(source, query.line, name); });
  if (it == sources.end()) return false;
  it->add(query);
  return true;
}

bool means_file(std::string_view metavar) {
  return metavar.find("FILE") != std::string_view::npos || metavar == "DIR" || metavar == "EXPORT" ||
         metavar == "CMD";
}

}  // namespace

void Query::add(std::string value, std::string_view description) {
  if (value.starts_with(line.current)) found.values.push_back({std::move(value), std::string{description}});
}

pg::Transaction* Query::database() {
  if (!tx_) {
    const auto& target = context.target();
    if (target.embedded && !context.cluster().status().running) return nullptr;
    try {
      session_ = pg::Session::open(target.conninfo, "admctl completion");
    } catch (const Error&) {
      return nullptr;
    }
    tx_.emplace(*session_,
                pg::Transaction::Options{
                    .access = pg::Access::read_only, .timeouts = patience, .schema = context.pack().schema});
  }
  return &*tx_;
}

const platform::Kind* Query::kind() {
  if (line.positionals.empty()) return nullptr;
  const auto& word = line.positionals.front();
  return context.pack().find_kind(word.substr(0, word.find('/')));
}

std::string Query::record() const {
  if (line.positionals.empty()) return {};
  const auto& word = line.positionals.front();
  const auto slash = word.find('/');
  return slash == std::string::npos ? std::string{} : word.substr(slash + 1);
}

Candidates complete(Context& context, const PartialLine& line) {
  Query query{context, line};
  std::string metavar;
  std::string name;
  if (line.flag) {
    metavar = line.flag->metavar;
    name = line.flag->name();
    for (const auto& choice : line.flag->choices) query.add(choice);
  } else if (line.positional) {
    metavar = line.positional->metavar;
  } else {
    return {};
  }
  query.found.files = means_file(metavar);
  if (line.flag && !line.flag->choices.empty()) return std::move(query.found);
  for (const auto sources :
       {database_sources(), schema_sources(), ledger_sources(), candidate_sources(), target_sources()}) {
    if ((!name.empty() && add_from(sources, query, name)) || add_from(sources, query, metavar)) break;
  }
  return std::move(query.found);
}

}  // namespace admctl::commands
