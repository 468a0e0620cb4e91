#include <charconv>

#include <fmt/format.h>

#include "lib/seed/builtins.hpp"
#include "lib/seed/timestamp.hpp"

namespace admctl::seed {
namespace {

using Kind = Datum::Kind;

Datum text(const Call& call) {
  std::string out;
  append_text(out, call[0], call);
  return call.make_text(out);
}

Datum concat(const Call& call) {
  std::string out;
  for (std::size_t i = 0; i < call.size(); ++i) append_text(out, call[i], call);
  return call.make_text(out);
}

Datum join(const Call& call) {
  std::string out;
  const auto separator = call.text(1);
  bool first = true;
  for (const auto& item : call.list(0)) {
    if (!first) out += separator;
    first = false;
    append_text(out, item, call);
  }
  return call.make_text(out);
}

// ASCII letters only: what usernames and codes are made of.
template <typename Change>
Datum changed(const Call& call, Change change) {
  const auto from = call.text(0);
  auto* bytes = call.arena().bytes(from.size());
  for (std::size_t i = 0; i < from.size(); ++i) bytes[i] = change(from[i]);
  return Datum::of_text({bytes, from.size()});
}

Datum lower(const Call& call) {
  return changed(call, [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
}
Datum upper(const Call& call) {
  return changed(call, [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; });
}

// The part before the first occurrence of another text; all of it when there is none.
Datum before(const Call& call) {
  return Datum::of_text(call.text(0).substr(0, call.text(0).find(call.text(1))));
}

Datum pad(const Call& call) {
  return call.make_text(fmt::format("{:0{}}", call.integer(0), static_cast<int>(call.integer(1, 1, 20))));
}

Datum base36(const Call& call) {
  char digits[16];
  const auto result = std::to_chars(digits, digits + sizeof digits, call.integer(0, 0, INT64_MAX), 36);
  return call.make_text({digits, static_cast<std::size_t>(result.ptr - digits)});
}

// Minor units as exact decimal text: decimal(12500000000, 9) is "12.5".
Datum decimal(const Call& call) {
  const auto amount = call.integer(0, 0, INT64_MAX);
  const auto scale = static_cast<std::size_t>(call.integer(1, 0, 18));
  auto digits = fmt::format("{:0{}}", amount, scale + 1);
  if (scale > 0) {
    digits.insert(digits.size() - scale, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return call.make_text(digits);
}

constexpr Builtin builtins[] = {
    {"text", 1, 1, text},     {"concat", 1, 99, concat},  {"join", 2, 2, join},
    {"lower", 1, 1, lower},   {"upper", 1, 1, upper},     {"pad", 2, 2, pad},
    {"base36", 1, 1, base36}, {"decimal", 2, 2, decimal}, {"before", 2, 2, before},
};

}  // namespace

void append_text(std::string& out, const Datum& datum, const Call& call) {
  switch (datum.kind) {
    case Kind::null:
      return;
    case Kind::boolean:
      out += datum.as.boolean ? "true" : "false";
      return;
    case Kind::integer:
      out += std::to_string(datum.as.integer);
      return;
    case Kind::real: {
      char digits[32];
      const auto result = std::to_chars(digits, digits + sizeof digits, datum.as.real);
      out.append(digits, result.ptr);
      return;
    }
    case Kind::time:
      append_iso_timestamp(out, datum.as.integer);
      return;
    case Kind::text:
      out += datum.text();
      return;
    case Kind::list:
    case Kind::object:
    case Kind::row:
      call.refuse(fmt::format("{} is no text", words_of(datum.kind)));
  }
}

std::span<const Builtin> text_builtins() { return builtins; }

}  // namespace admctl::seed
