#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lib/seed/builtins.hpp"

namespace admctl::seed {
namespace {

using Kind = Datum::Kind;

// The first of the arguments that `better` prefers; all whole numbers, all times, or numbers.
template <typename Better>
Datum best(const Call& call, Better better) {
  auto result = call[0];
  for (std::size_t i = 0; i < call.size(); ++i) {
    if (result.is(Kind::time) || call[i].is(Kind::time)) {
      if (better(call.time(i), result.as.integer) || i == 0) result = Datum::of_time(call.time(i));
      if (!result.is(Kind::time)) call.refuse("cannot compare times with numbers");
    } else if (better(call.real(i),
                      result.is(Kind::real) ? result.as.real : static_cast<double>(result.as.integer))) {
      result = call[i];
    }
  }
  return result;
}

Datum smallest(const Call& call) {
  return best(call, [](auto a, auto b) { return a < b; });
}
Datum greatest(const Call& call) {
  return best(call, [](auto a, auto b) { return a > b; });
}

Datum whole(const Call& call, double value) {
  constexpr double limit = 9e18;
  if (!(value > -limit && value < limit)) call.refuse("the number leaves the range of 64 bits");
  return Datum::of_integer(static_cast<std::int64_t>(value));
}

Datum round_down(const Call& call) { return whole(call, std::floor(call.real(0))); }
Datum round_nearest(const Call& call) { return whole(call, std::floor(call.real(0) + 0.5)); }

// Of whole numbers a whole number; a NULL counts as nothing.
Datum sum(const Call& call) {
  std::int64_t whole_part = 0;
  double real_part = 0;
  bool is_real = false;
  for (const auto& item : call.list(0)) {
    if (item.is(Kind::null)) continue;
    if (item.is(Kind::real)) {
      is_real = true;
      real_part += item.as.real;
    } else if (!item.is(Kind::integer)) {
      call.refuse("the list holds something that is no number");
    } else if (__builtin_add_overflow(whole_part, item.as.integer, &whole_part)) {
      call.refuse("the number leaves the range of 64 bits");
    }
  }
  return is_real ? Datum::of_real(real_part + static_cast<double>(whole_part)) : Datum::of_integer(whole_part);
}

Datum length(const Call& call) {
  if (call[0].is(Kind::text)) return Datum::of_integer(static_cast<std::int64_t>(call.text(0).size()));
  return Datum::of_integer(static_cast<std::int64_t>(call.list(0).size()));
}

Datum at(const Call& call) {
  const auto list = call.list(0);
  const auto index = call.integer(1);
  if (index < 0 || index >= static_cast<std::int64_t>(list.size())) {
    call.refuse(fmt::format("the list has {} items; there is no item {}", list.size(), index));
  }
  return list[static_cast<std::size_t>(index)];
}

Datum lookup(const Call& call) {
  if (!call[0].is(Kind::object)) call.refuse("the first argument must be an object");
  const auto key = call.text(1);
  const auto members = call[0].object();
  const auto found = std::ranges::find(members, key, &Member::key);
  if (found != members.end()) return found->value;
  if (call.size() < 3) call.refuse(fmt::format("there is no '{}'", key));
  return call[2];
}

constexpr Builtin builtins[] = {
    {"min", 1, 99, smallest},       {"max", 1, 99, greatest}, {"floor", 1, 1, round_down},
    {"round", 1, 1, round_nearest}, {"length", 1, 1, length}, {"at", 2, 2, at},
    {"lookup", 2, 3, lookup},       {"sum", 1, 1, sum},
};

}  // namespace

std::span<const Builtin> number_builtins() { return builtins; }

}  // namespace admctl::seed
