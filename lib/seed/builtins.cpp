#include "lib/seed/builtins.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace admctl::seed {
namespace {

std::array<std::span<const Builtin>, 5> groups() {
  return {number_builtins(), random_builtins(), text_builtins(), time_builtins(), walk_builtins()};
}

}  // namespace

const Builtin* find_builtin(std::string_view name) {
  for (const auto group : groups()) {
    const auto found = std::ranges::find(group, name, &Builtin::name);
    if (found != group.end()) return &*found;
  }
  return nullptr;
}

std::vector<std::string> builtin_names() {
  std::vector<std::string> names;
  for (const auto group : groups()) {
    for (const auto& builtin : group) names.emplace_back(builtin.name);
  }
  return names;
}

void Call::refuse(std::string_view message) const {
  frame_.program->source.refuse(node_.offset, fmt::format("{}(): {}", node_.builtin->name, message));
}

void Call::refuse_kind(std::size_t i, std::string_view wanted) const {
  const auto& args = node_.args;
  const auto offset = i < args.size() ? args[i].offset : node_.offset;
  frame_.program->source.refuse(
      offset, fmt::format("{}() needs {} here, not {}", node_.builtin->name, wanted, words_of(args_[i].kind)));
}

const Datum& Call::need(std::size_t i, Datum::Kind kind) const {
  if (!args_[i].is(kind)) refuse_kind(i, words_of(kind));
  return args_[i];
}

std::int64_t Call::integer(std::size_t i) const { return need(i, Datum::Kind::integer).as.integer; }

std::int64_t Call::integer(std::size_t i, std::int64_t min, std::int64_t max) const {
  const auto value = integer(i);
  if (value < min || value > max) refuse(fmt::format("{} is not between {} and {}", value, min, max));
  return value;
}

double Call::real(std::size_t i) const {
  if (args_[i].is(Datum::Kind::integer)) return static_cast<double>(args_[i].as.integer);
  if (!args_[i].is(Datum::Kind::real)) refuse_kind(i, "a number");
  return args_[i].as.real;
}

std::int64_t Call::time(std::size_t i) const { return need(i, Datum::Kind::time).as.integer; }
std::string_view Call::text(std::size_t i) const { return need(i, Datum::Kind::text).text(); }
std::span<const Datum> Call::list(std::size_t i) const { return need(i, Datum::Kind::list).list(); }

const Row& Call::walker() const {
  const auto* row = frame_.row;
  for (std::uint32_t i = 0; i < node_.levels; ++i) row = row->parent;
  return *row;
}

}  // namespace admctl::seed
