// Evaluating single nodes of expressions; rows and walks are in evaluator.cpp.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "lib/seed/builtins.hpp"
#include "lib/seed/evaluator.hpp"

namespace admctl::seed {
namespace {

using Kind = Datum::Kind;

[[noreturn]] void refuse(const Frame& frame, const Node& node, std::string_view message) {
  frame.program->source.refuse(node.offset, message);
}

bool is_number(const Datum& datum) { return datum.is(Kind::integer) || datum.is(Kind::real); }
double number(const Datum& datum) {
  return datum.is(Kind::real) ? datum.as.real : static_cast<double>(datum.as.integer);
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
}

Datum on_integers(const Node& node, const Frame& frame, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool overflow = false;
  switch (node.op) {
    case Op::add:
      overflow = __builtin_add_overflow(a, b, &result);
      break;
    case Op::negate:
    case Op::subtract:
      overflow = __builtin_sub_overflow(a, b, &result);
      break;
    case Op::multiply:
      overflow = __builtin_mul_overflow(a, b, &result);
      break;
    default:
      if (b == 0) refuse(frame, node, "division by zero");
      if (b == -1) {
        overflow = __builtin_mul_overflow(a, node.op == Op::divide ? -1 : 0, &result);
      } else {
        result = node.op == Op::divide ? floor_divide(a, b) : a - floor_divide(a, b) * b;
      }
  }
  if (overflow) refuse(frame, node, "the number leaves the range of 64 bits");
  return Datum::of_integer(result);
}

Datum on_reals(const Node& node, const Frame& frame, double a, double b) {
  switch (node.op) {
    case Op::add:
      return Datum::of_real(a + b);
    case Op::subtract:
      return Datum::of_real(a - b);
    case Op::multiply:
      return Datum::of_real(a * b);
    case Op::divide:
      if (b == 0) refuse(frame, node, "division by zero");
      return Datum::of_real(a / b);
    default:
      refuse(frame, node, "'%' takes whole numbers");
  }
}

Datum arithmetic(const Node& node, const Frame& frame, const Datum& a, const Datum& b) {
  if (a.is(Kind::integer) && b.is(Kind::integer)) return on_integers(node, frame, a.as.integer, b.as.integer);
  if (is_number(a) && is_number(b)) return on_reals(node, frame, number(a), number(b));
  const bool adds = node.op == Op::add;
  if (a.is(Kind::time) && b.is(Kind::integer) && (adds || node.op == Op::subtract)) {
    return Datum::of_time(on_integers(node, frame, a.as.integer, b.as.integer).as.integer);
  }
  if (a.is(Kind::integer) && b.is(Kind::time) && adds) return arithmetic(node, frame, b, a);
  if (a.is(Kind::time) && b.is(Kind::time) && node.op == Op::subtract) {
    return Datum::of_integer(a.as.integer - b.as.integer);
  }
  refuse(frame, node, fmt::format("cannot compute with {} and {}", words_of(a.kind), words_of(b.kind)));
}

int order(const Node& node, const Frame& frame, const Datum& a, const Datum& b) {
  const auto compare = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (a.kind == b.kind && (a.is(Kind::integer) || a.is(Kind::time))) return compare(a.as.integer, b.as.integer);
  if (is_number(a) && is_number(b)) return compare(number(a), number(b));
  if (a.is(Kind::text) && b.is(Kind::text)) return compare(a.text(), b.text());
  refuse(frame, node, fmt::format("cannot order {} and {}", words_of(a.kind), words_of(b.kind)));
}

bool contains(const Node& node, const Frame& frame, const Datum& item, const Datum& list) {
  if (!list.is(Kind::list)) refuse(frame, node, "'in' needs a list on its right");
  return std::ranges::any_of(list.list(), [&](const Datum& candidate) { return same(candidate, item); });
}

}  // namespace

bool Evaluator::truth(const Node& node, Frame& frame) {
  const auto result = evaluate(node, frame);
  if (!result.is(Kind::boolean)) {
    refuse(frame, node, fmt::format("must be true or false, not {}", words_of(result.kind)));
  }
  return result.as.boolean;
}

const Row& Evaluator::row(const Node& node, Frame& frame) {
  const auto result = evaluate(node, frame);
  if (!result.is(Kind::row)) refuse(frame, node, fmt::format("must be a row, not {}", words_of(result.kind)));
  return *result.as.row;
}

std::int64_t Evaluator::integer(const Node& node, Frame& frame) {
  const auto result = evaluate(node, frame);
  if (!result.is(Kind::integer)) {
    refuse(frame, node, fmt::format("must be a whole number, not {}", words_of(result.kind)));
  }
  return result.as.integer;
}

Datum Evaluator::evaluate(const Node& node, Frame& frame) {
  switch (node.op) {
    case Op::literal:
      return node.literal;
    case Op::constant:
      return constant(node.index);
    case Op::slot:
      return value(*frame.row, node.index);
    case Op::self:
      return Datum::of_row(frame.row);
    case Op::loop:
      return Datum::of_integer(frame.loops[node.index]);
    case Op::records:
      return Datum::of_integer(inputs_.records);
    case Op::locales:
      return locales_;
    case Op::appended:
      return Datum::of_boolean(inputs_.appended);
    case Op::until:
      return Datum::of_time(inputs_.until);
    case Op::count:
      return Datum::of_integer(count(*model_.entities[node.index]));
    case Op::member:
      return value(row(node.args[0], frame), node.index);
    case Op::parent:
      return Datum::of_row(row(node.args[0], frame).parent);
    case Op::position:
      return Datum::of_integer(row(node.args[0], frame).index);
    case Op::ordinal:
      return Datum::of_integer(row(node.args[0], frame).ordinal);
    case Op::serial: {
      const auto& numbered = row(node.args[0], frame);
      return Datum::of_integer(numbered.index + first_serial(*numbered.entity));
    }
    case Op::row:
      return evaluate_row(node, frame);
    case Op::child:
      return evaluate_child(node, frame);
    case Op::children:
      return Datum::of_integer(children(*model_.entities[node.index], row(node.args[0], frame)));
    case Op::call:
      return evaluate_call(node, frame);
    case Op::list:
      return evaluate_list(node, frame);
    case Op::object:
      return evaluate_object(node, frame);
    case Op::each:
      return evaluate_each(node, frame);
    case Op::weighted:
      return evaluate_weighted(node, frame);
    case Op::choose:
    case Op::match:
    case Op::coalesce:
      return evaluate_form(node, frame);
    default:
      return evaluate_operator(node, frame);
  }
}

Datum Evaluator::evaluate_operator(const Node& node, Frame& frame) {
  if (node.op == Op::logical_and)
    return Datum::of_boolean(truth(node.args[0], frame) && truth(node.args[1], frame));
  if (node.op == Op::logical_or)
    return Datum::of_boolean(truth(node.args[0], frame) || truth(node.args[1], frame));
  if (node.op == Op::logical_not) return Datum::of_boolean(!truth(node.args[0], frame));
  const auto a = evaluate(node.args[0], frame);
  if (node.op == Op::negate) {
    if (a.is(Kind::real)) return Datum::of_real(-a.as.real);
    if (!a.is(Kind::integer)) refuse(frame, node, fmt::format("'-' needs a number, not {}", words_of(a.kind)));
    return on_integers(node, frame, 0, a.as.integer);
  }
  const auto b = evaluate(node.args[1], frame);
  switch (node.op) {
    case Op::equal:
      return Datum::of_boolean(same(a, b));
    case Op::not_equal:
      return Datum::of_boolean(!same(a, b));
    case Op::less:
      return Datum::of_boolean(order(node, frame, a, b) < 0);
    case Op::less_equal:
      return Datum::of_boolean(order(node, frame, a, b) <= 0);
    case Op::greater:
      return Datum::of_boolean(order(node, frame, a, b) > 0);
    case Op::greater_equal:
      return Datum::of_boolean(order(node, frame, a, b) >= 0);
    case Op::in:
      return Datum::of_boolean(contains(node, frame, a, b));
    default:
      return arithmetic(node, frame, a, b);
  }
}

Datum Evaluator::evaluate_form(const Node& node, Frame& frame) {
  if (node.op == Op::coalesce) {
    for (const auto& arg : node.args) {
      const auto result = evaluate(arg, frame);
      if (!result.is_null()) return result;
    }
    return {};
  }
  const auto last = node.args.size() - 1;
  if (node.op == Op::choose) {
    for (std::size_t i = 0; i < last; i += 2) {
      if (truth(node.args[i], frame)) return evaluate(node.args[i + 1], frame);
    }
    return evaluate(node.args[last], frame);
  }
  const auto subject = evaluate(node.args[0], frame);
  for (std::size_t i = 1; i < last; i += 2) {
    if (same(subject, evaluate(node.args[i], frame))) return evaluate(node.args[i + 1], frame);
  }
  return evaluate(node.args[last], frame);
}

Datum Evaluator::evaluate_list(const Node& node, Frame& frame) {
  auto* items = arena().make<Datum>(node.args.size());
  for (std::size_t i = 0; i < node.args.size(); ++i) items[i] = evaluate(node.args[i], frame);
  return Datum::of_list({items, node.args.size()});
}

Datum Evaluator::evaluate_object(const Node& node, Frame& frame) {
  auto* members = arena().make<Member>(node.args.size());
  for (std::size_t i = 0; i < node.args.size(); ++i) members[i] = {node.keys[i], evaluate(node.args[i], frame)};
  return Datum::of_object({members, node.args.size()});
}

Datum Evaluator::evaluate_each(const Node& node, Frame& frame) {
  constexpr std::size_t most = 100'000;
  const auto from = integer(node.args[0], frame);
  const auto to = std::max(from, integer(node.args[1], frame));
  const auto size = static_cast<std::size_t>(to) - static_cast<std::size_t>(from);
  if (size > most) refuse(frame, node, fmt::format("each() gives more than {} values", most));
  auto* items = arena().make<Datum>(size);
  const auto outer = frame.mix;
  for (std::size_t i = 0; i < size; ++i) {
    const auto number = from + static_cast<std::int64_t>(i);
    frame.loops[node.index] = number;
    frame.mix = combine(outer, static_cast<std::uint64_t>(number));
    items[i] = evaluate(node.args[2], frame);
  }
  frame.mix = outer;
  return Datum::of_list({items, size});
}

Datum Evaluator::evaluate_weighted(const Node& node, Frame& frame) {
  const auto draw = stream(node, frame).below(node.weights.back());
  const auto chosen = std::ranges::upper_bound(node.weights, draw) - node.weights.begin();
  return evaluate(node.args[static_cast<std::size_t>(chosen)], frame);
}

Datum Evaluator::evaluate_row(const Node& node, Frame& frame) {
  const auto& entity = *model_.entities[static_cast<std::size_t>(node.entity)];
  const auto index = integer(node.args[0], frame);
  const auto rows = count(entity);
  if (index < 0 || index >= rows) {
    refuse(frame, node, fmt::format("'{}' has {} rows; there is no row {}", entity.name, rows, index));
  }
  return Datum::of_row(make_root(entity, index));
}

Datum Evaluator::evaluate_child(const Node& node, Frame& frame) {
  const auto& entity = *model_.entities[static_cast<std::size_t>(node.entity)];
  const auto& parent = row(node.args[0], frame);
  const auto ordinal = integer(node.args[1], frame);
  const auto rows = children(entity, parent);
  if (ordinal < 0 || ordinal >= rows) {
    refuse(frame, node,
           fmt::format("the parent has {} rows in '{}'; there is no row {}", rows, entity.name, ordinal));
  }
  return Datum::of_row(make_child(entity, parent, ordinal));
}

Datum Evaluator::evaluate_call(const Node& node, Frame& frame) {
  constexpr std::size_t few = 8;
  std::array<Datum, few> local;
  auto* args = node.args.size() <= few ? local.data() : arena().make<Datum>(node.args.size());
  for (std::size_t i = 0; i < node.args.size(); ++i) args[i] = evaluate(node.args[i], frame);
  return node.builtin->run(Call{*this, node, frame, {args, node.args.size()}});
}

}  // namespace admctl::seed
