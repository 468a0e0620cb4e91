#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/seed/builtins.hpp"
#include "lib/seed/expression_parser.hpp"
#include "lib/seed/names.hpp"

namespace admctl::seed {
namespace {

constexpr std::size_t max_loops = 4;

constexpr std::pair<std::string_view, Op> operators[] = {
    {"or", Op::logical_or}, {"and", Op::logical_and}, {"==", Op::equal},   {"!=", Op::not_equal},
    {"<", Op::less},        {"<=", Op::less_equal},   {">", Op::greater},  {">=", Op::greater_equal},
    {"in", Op::in},         {"+", Op::add},           {"-", Op::subtract}, {"*", Op::multiply},
    {"/", Op::divide},      {"%", Op::modulo},
};

constexpr std::array<std::string_view, 9> forms{"if",    "match", "coalesce", "each",    "weighted",
                                                "count", "row",   "child",    "children"};

class ExpressionCompiler {
 public:
  ExpressionCompiler(const ExpressionSource& source, const Scope& scope, Names& names)
      : source_{source}, scope_{scope}, names_{names}, key_{hash_text(source.name)} {
    if (!scope.variable.empty()) loops_.emplace_back(scope.variable);
  }

  Node run() { return compile(parse_expression(source_)); }

 private:
  [[noreturn]] void refuse(const Ast& ast, std::string_view message, std::string hint = {}) const {
    source_.refuse(ast.offset, message, std::move(hint));
  }
  Asker asker(const Ast& ast) const { return {source_, ast.offset}; }

  Node make(const Ast& ast, Op op) {
    Node node;
    node.op = op;
    node.offset = ast.offset;
    return node;
  }
  Node make_random(const Ast& ast, Op op) {
    auto node = make(ast, op);
    node.site = combine(key_, ++sites_);
    return node;
  }
  Node literal(const Ast& ast, Datum value) {
    auto node = make(ast, Op::literal);
    node.literal = value;
    return node;
  }

  Node compile(const Ast& ast) {
    switch (ast.kind) {
      case Ast::Kind::null:
        return literal(ast, {});
      case Ast::Kind::boolean:
        return literal(ast, Datum::of_boolean(ast.integer != 0));
      case Ast::Kind::integer:
        return literal(ast, Datum::of_integer(ast.integer));
      case Ast::Kind::real:
        return literal(ast, Datum::of_real(ast.real));
      case Ast::Kind::text:
        return literal(ast, names_.keep(ast.text));
      case Ast::Kind::name:
        return name(ast);
      case Ast::Kind::member:
        return member(ast);
      case Ast::Kind::call:
        return call(ast);
      case Ast::Kind::unary:
        return with_args(make(ast, ast.text == "-" ? Op::negate : Op::logical_not), ast);
      case Ast::Kind::binary: {
        const auto* found = std::ranges::find(operators, ast.text, &std::pair<std::string_view, Op>::first);
        return with_args(make(ast, found->second), ast);
      }
      case Ast::Kind::list:
        return with_args(make(ast, Op::list), ast);
      case Ast::Kind::object: {
        auto node = with_args(make(ast, Op::object), ast);
        node.keys = ast.keys;
        return node;
      }
    }
    return {};
  }

  Node with_args(Node node, const Ast& ast) {
    for (const auto& child : ast.children) node.args.push_back(compile(child));
    return node;
  }

  Node self(const Ast& ast) {
    auto node = make(ast, Op::self);
    node.entity = scope_.entity->index;
    return node;
  }

  Node name(const Ast& ast) {
    const auto loop = std::ranges::find(loops_, ast.text);
    if (loop != loops_.end()) return indexed(ast, Op::loop, static_cast<std::uint32_t>(loop - loops_.begin()));
    if (ast.text == "n") return make(ast, Op::records);
    if (ast.text == "until") return make(ast, Op::until);
    if (ast.text == "appended") return make(ast, Op::appended);
    if (ast.text == "parent") {
      if (!scope_.entity) refuse(ast, "there is no parent here");
      return member_of(ast, self(ast));
    }
    if (scope_.entity && scope_.has_row) {
      if (ast.text == "self") return self(ast);
      if (ast.text == "index" || ast.text == "ordinal") return member_of(ast, self(ast));
      if (const auto slot = names_.find_slot(*scope_.entity, ast.text, asker(ast))) {
        auto node = indexed(ast, Op::slot, *slot);
        node.entity = names_.entity_of(*scope_.entity, *slot);
        return node;
      }
    }
    if (const auto constant = names_.find_constant(ast.text, asker(ast)))
      return indexed(ast, Op::constant, *constant);
    if (const auto* data = names_.find_data(ast.text)) return literal(ast, *data);
    if (ast.text == "locales" && names_.has_locales()) return make(ast, Op::locales);
    if (ast.text == "serial" && scope_.entity && scope_.has_row) return numbered(ast, self(ast));
    auto known = names_.all(scope_);
    known.insert(known.end(), loops_.begin(), loops_.end());
    refuse(ast, fmt::format("unknown name '{}'.{}", ast.text, did_you_mean(ast.text, known)));
  }

  Node indexed(const Ast& ast, Op op, std::uint32_t index) {
    auto node = make(ast, op);
    node.index = index;
    return node;
  }

  Node numbered(const Ast& ast, Node row) {
    auto node = make(ast, Op::serial);
    node.args.push_back(std::move(row));
    return node;
  }

  Node member(const Ast& ast) { return member_of(ast, compile(ast.children.front())); }

  Node member_of(const Ast& ast, Node row) {
    if (row.entity < 0) refuse(ast, fmt::format("'.{}' needs a row on its left", ast.text));
    const auto& entity = names_.entity(row.entity);
    Node node;
    if (ast.text == "parent") {
      if (entity.parent < 0) refuse(ast, fmt::format("rows of '{}' have no parent", entity.name));
      node = make(ast, Op::parent);
      node.entity = entity.parent;
    } else if (ast.text == "index" || ast.text == "ordinal") {
      node = make(ast, ast.text == "index" ? Op::position : Op::ordinal);
    } else {
      const auto slot = names_.find_slot(entity, ast.text, asker(ast));
      if (!slot && ast.text == "serial" && !entity.existing) return numbered(ast, std::move(row));
      if (!slot) {
        const auto known = names_.all({.entity = &entity});
        refuse(ast, fmt::format("'{}' has no '{}'.{}", entity.name, ast.text, did_you_mean(ast.text, known)));
      }
      node = indexed(ast, Op::member, *slot);
      node.entity = names_.entity_of(entity, *slot);
    }
    node.args.push_back(std::move(row));
    return node;
  }

  Node call(const Ast& ast) {
    if (ast.text == "if" || ast.text == "match" || ast.text == "coalesce") return branches(ast);
    if (ast.text == "each") return each(ast);
    if (ast.text == "weighted") return weighted(ast);
    if (ast.text == "count" || ast.text == "row") return of_root(ast);
    if (ast.text == "child" || ast.text == "children") return of_child(ast);
    const auto* builtin = find_builtin(ast.text);
    if (!builtin) {
      auto known = builtin_names();
      known.insert(known.end(), forms.begin(), forms.end());
      refuse(ast, fmt::format("unknown function '{}'.{}", ast.text, did_you_mean(ast.text, known)));
    }
    need_args(ast, builtin->min, builtin->max);
    if (builtin->needs_locales && !names_.has_locales())
      refuse(ast, "the generator names no languages", "add 'locales' with a weight for each");
    auto node = make_random(ast, Op::call);
    node.builtin = builtin;
    std::size_t first = 0;
    if (builtin->needs != Builtin::Needs::nothing) {
      const auto& walker = find_walker(ast, node);
      if (builtin->names_state) node.index = state_of(ast.children[first++], walker);
    }
    for (; first < ast.children.size(); ++first) node.args.push_back(compile(ast.children[first]));
    return node;
  }

  void need_args(const Ast& ast, std::size_t min, std::size_t max) const {
    const auto given = ast.children.size();
    if (given >= min && given <= max) return;
    refuse(ast, min == max ? fmt::format("{}() takes {}, not {}", ast.text, count_of(min, "argument"), given)
                           : fmt::format("{}() takes {} to {} arguments, not {}", ast.text, min, max, given));
  }

  // The nearest row upwards that has a walk.
  const Entity& find_walker(const Ast& ast, Node& node) {
    const auto* entity = scope_.entity;
    bool usable = scope_.has_row;
    while (entity && !(usable && entity->walk)) {
      entity = entity->parent < 0 ? nullptr : &names_.entity(entity->parent);
      usable = true;
      ++node.levels;
    }
    if (!entity) refuse(ast, fmt::format("{}(): neither the row nor a parent has a walk", ast.text));
    if (node_needs(ast) == Builtin::Needs::times) {
      names_.need_times(*entity, asker(ast));
    } else {
      names_.need_path(*entity, asker(ast));
    }
    return *entity;
  }
  static Builtin::Needs node_needs(const Ast& ast) { return find_builtin(ast.text)->needs; }

  std::uint32_t state_of(const Ast& ast, const Entity& walker) const {
    const auto& states = walker.walk->plan.states();
    if (ast.kind != Ast::Kind::text) refuse(ast, "the name of a state is needed here");
    const auto found = std::ranges::find(states, ast.text);
    if (found == states.end())
      refuse(ast, fmt::format("unknown state '{}'.{}", ast.text, did_you_mean(ast.text, states)));
    return static_cast<std::uint32_t>(found - states.begin());
  }

  // if(c, a, ..., otherwise), match(subject, candidate, a, ..., otherwise), coalesce(a, b ...).
  Node branches(const Ast& ast) {
    const auto given = ast.children.size();
    const bool is_match = ast.text == "match";
    if (ast.text == "coalesce") {
      if (given == 0) refuse(ast, "coalesce() needs arguments");
    } else if (given < (is_match ? 4U : 3U) || given % 2 == (is_match ? 1U : 0U)) {
      refuse(ast, is_match ? "match() takes a subject, pairs of candidate and value, and a last value"
                           : "if() takes pairs of condition and value, and a last value");
    }
    auto node = with_args(make(ast, ast.text == "coalesce" ? Op::coalesce
                                    : is_match             ? Op::match
                                                           : Op::choose),
                          ast);
    // Rows of one table may come out of it; null stands for none.
    const auto is_value = [&](std::size_t i) {
      if (ast.text == "coalesce" || i + 1 == given) return true;
      return is_match ? i > 0 && i % 2 == 0 : i % 2 == 1;
    };
    bool first = true;
    for (std::size_t i = 0; i < given; ++i) {
      if (!is_value(i) || ast.children[i].kind == Ast::Kind::null) continue;
      if (!first && node.args[i].entity != node.entity)
        refuse(ast.children[i], "the values must be rows of one table");
      node.entity = node.args[i].entity;
      first = false;
    }
    return node;
  }

  // each(i, from, to, value): a list with `value` for every i from `from` up to, but not including, `to`.
  Node each(const Ast& ast) {
    need_args(ast, 4, 4);
    const auto& variable = ast.children[0];
    if (variable.kind != Ast::Kind::name) refuse(variable, "each() needs a name for its variable first");
    if (loops_.size() == max_loops) refuse(ast, fmt::format("each() is nested more than {} times", max_loops));
    auto node = make(ast, Op::each);
    node.index = static_cast<std::uint32_t>(loops_.size());
    node.args.push_back(compile(ast.children[1]));
    node.args.push_back(compile(ast.children[2]));
    loops_.push_back(variable.text);
    node.args.push_back(compile(ast.children[3]));
    loops_.pop_back();
    return node;
  }

  // weighted(value, weight, value, weight ...)
  Node weighted(const Ast& ast) {
    const auto given = ast.children.size();
    if (given < 2 || given % 2 != 0) refuse(ast, "weighted() takes pairs of value and weight");
    auto node = make_random(ast, Op::weighted);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < given; i += 2) {
      const auto& weight = ast.children[i + 1];
      if (weight.kind != Ast::Kind::integer || weight.integer > 1'000'000'000) {
        refuse(weight, "a weight is a whole number, written out");
      }
      sum += static_cast<std::uint64_t>(weight.integer);
      node.weights.push_back(sum);
      node.args.push_back(compile(ast.children[i]));
    }
    if (sum == 0) refuse(ast, "all weights are 0");
    return node;
  }

  const Entity& entity_named(const Ast& ast) const {
    if (ast.kind != Ast::Kind::name) refuse(ast, "the name of a table is needed here");
    const auto* entity = names_.find_entity(ast.text);
    if (!entity) refuse(ast, fmt::format("unknown table '{}'", ast.text));
    return *entity;
  }

  // count(table), row(table, index)
  Node of_root(const Ast& ast) {
    const bool is_row = ast.text == "row";
    need_args(ast, is_row ? 2 : 1, is_row ? 2 : 1);
    const auto& entity = entity_named(ast.children[0]);
    if (entity.parent >= 0) {
      refuse(ast.children[0], fmt::format("'{}' has rows per parent: use child() and children()", entity.name));
    }
    names_.need_rows(entity, asker(ast));
    auto node = indexed(ast, is_row ? Op::row : Op::count, static_cast<std::uint32_t>(entity.index));
    if (is_row) {
      node.entity = entity.index;
      node.args.push_back(compile(ast.children[1]));
    }
    return node;
  }

  // children(table, parent row), child(table, parent row, ordinal)
  Node of_child(const Ast& ast) {
    const bool is_row = ast.text == "child";
    need_args(ast, is_row ? 3 : 2, is_row ? 3 : 2);
    const auto& entity = entity_named(ast.children[0]);
    auto parent = compile(ast.children[1]);
    if (entity.parent < 0 || parent.entity != entity.parent) {
      refuse(ast.children[1],
             entity.parent < 0
                 ? fmt::format("rows of '{}' have no parent: use row() and count()", entity.name)
                 : fmt::format("a row of '{}' is needed here", names_.entity(entity.parent).name));
    }
    names_.need_rows(entity, asker(ast));
    auto node = indexed(ast, is_row ? Op::child : Op::children, static_cast<std::uint32_t>(entity.index));
    node.args.push_back(std::move(parent));
    if (is_row) {
      node.entity = entity.index;
      node.args.push_back(compile(ast.children[2]));
    }
    return node;
  }

  const ExpressionSource& source_;
  const Scope& scope_;
  Names& names_;
  std::uint64_t key_;
  std::uint64_t sites_ = 0;
  std::vector<std::string> loops_;
};

}  // namespace

Program compile_expression(const ExpressionSource& source, const Scope& scope, Names& names) {
  return {ExpressionCompiler{source, scope, names}.run(), source};
}

}  // namespace admctl::seed
