#include "lib/seed/datum.hpp"

#include "lib/seed/model.hpp"

namespace admctl::seed {
namespace {

std::uint32_t narrow(std::size_t size) { return static_cast<std::uint32_t>(size); }

double number(const Datum& datum) {
  return datum.is(Datum::Kind::real) ? datum.as.real : static_cast<double>(datum.as.integer);
}

bool is_number(const Datum& datum) { return datum.is(Datum::Kind::integer) || datum.is(Datum::Kind::real); }

}  // namespace

Datum Datum::of_boolean(bool value) { return {.kind = Kind::boolean, .as = {.boolean = value}}; }
Datum Datum::of_integer(std::int64_t value) { return {.kind = Kind::integer, .as = {.integer = value}}; }
Datum Datum::of_real(double value) { return {.kind = Kind::real, .as = {.real = value}}; }
Datum Datum::of_time(std::int64_t milliseconds) {
  return {.kind = Kind::time, .as = {.integer = milliseconds}};
}
Datum Datum::of_text(std::string_view text) {
  return {.kind = Kind::text, .size = narrow(text.size()), .as = {.text = text.data()}};
}
Datum Datum::of_list(std::span<const Datum> items) {
  return {.kind = Kind::list, .size = narrow(items.size()), .as = {.items = items.data()}};
}
Datum Datum::of_object(std::span<const Member> members) {
  return {.kind = Kind::object, .size = narrow(members.size()), .as = {.members = members.data()}};
}
Datum Datum::of_row(const Row* row) { return {.kind = Kind::row, .as = {.row = row}}; }

bool same(const Datum& a, const Datum& b) {
  if (a.kind != b.kind) return is_number(a) && is_number(b) && number(a) == number(b);
  switch (a.kind) {
    case Datum::Kind::null:
      return true;
    case Datum::Kind::boolean:
      return a.as.boolean == b.as.boolean;
    case Datum::Kind::integer:
    case Datum::Kind::time:
      return a.as.integer == b.as.integer;
    case Datum::Kind::real:
      return a.as.real == b.as.real;
    case Datum::Kind::text:
      return a.text() == b.text();
    case Datum::Kind::row:
      return a.as.row->entity == b.as.row->entity && a.as.row->key == b.as.row->key;
    case Datum::Kind::list:
      if (a.size != b.size) return false;
      for (std::size_t i = 0; i < a.size; ++i) {
        if (!same(a.list()[i], b.list()[i])) return false;
      }
      return true;
    case Datum::Kind::object:
      if (a.size != b.size) return false;
      for (std::size_t i = 0; i < a.size; ++i) {
        const auto& left = a.object()[i];
        const auto& right = b.object()[i];
        if (left.key != right.key || !same(left.value, right.value)) return false;
      }
      return true;
  }
  return false;
}

std::string_view words_of(Datum::Kind kind) {
  switch (kind) {
    case Datum::Kind::null:
      return "null";
    case Datum::Kind::boolean:
      return "true or false";
    case Datum::Kind::integer:
      return "a whole number";
    case Datum::Kind::real:
      return "a number";
    case Datum::Kind::time:
      return "a time";
    case Datum::Kind::text:
      return "text";
    case Datum::Kind::list:
      return "a list";
    case Datum::Kind::object:
      return "an object";
    case Datum::Kind::row:
      return "a row";
  }
  return "unknown";
}

Datum to_datum(const Value& value, Arena& arena) {
  if (const auto* flag = value.as_bool()) return Datum::of_boolean(*flag);
  if (const auto* integer = value.as_int()) return Datum::of_integer(*integer);
  if (const auto* real = value.as_double()) return Datum::of_real(*real);
  if (const auto* decimal = value.as_decimal()) return Datum::of_text(arena.copy(decimal->text));
  if (const auto* text = value.as_string()) return Datum::of_text(arena.copy(*text));
  if (const auto* array = value.as_array()) {
    auto* items = arena.make<Datum>(array->size());
    for (std::size_t i = 0; i < array->size(); ++i) items[i] = to_datum((*array)[i], arena);
    return Datum::of_list({items, array->size()});
  }
  if (const auto* object = value.as_object()) {
    auto* members = arena.make<Member>(object->size());
    for (std::size_t i = 0; i < object->size(); ++i) {
      const auto& [key, member] = object->members()[i];
      members[i] = {arena.copy(key), to_datum(member, arena)};
    }
    return Datum::of_object({members, object->size()});
  }
  return {};
}

}  // namespace admctl::seed
