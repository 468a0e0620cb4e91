// The functions of generator expressions. Each is a plain function over evaluated arguments; forms that
// evaluate only some of their arguments (if, match, each ...) are known to the compiler instead.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/seed/evaluator.hpp"

namespace admctl::seed {

// One call under way.
class Call {
 public:
  Call(Evaluator& evaluator, const Node& node, const Frame& frame, std::span<const Datum> args)
      : evaluator_{evaluator}, node_{node}, frame_{frame}, args_{args} {}

  std::size_t size() const { return args_.size(); }
  const Datum& operator[](std::size_t i) const { return args_[i]; }
  // Each refuses an argument of another kind.
  std::int64_t integer(std::size_t i) const;
  std::int64_t integer(std::size_t i, std::int64_t min, std::int64_t max) const;
  double real(std::size_t i) const;
  std::int64_t time(std::size_t i) const;
  std::string_view text(std::size_t i) const;
  std::span<const Datum> list(std::size_t i) const;

  Stream stream() const { return evaluator_.stream(node_, frame_); }
  Arena& arena() const { return evaluator_.arena(); }
  Datum make_text(std::string_view text) const { return Datum::of_text(arena().copy(text)); }
  std::int64_t until() const { return evaluator_.until(); }
  Datum locale() const { return evaluator_.locale(stream()); }

  // The row whose walk is meant, and what the compiler made of the state that the call names.
  const Row& walker() const;
  const Walk& path() const { return evaluator_.path(walker()); }
  const Walk& walk() const { return evaluator_.walk(walker()); }
  std::uint32_t state() const { return node_.index; }

  // Throws code::bad_pack at the call.
  [[noreturn]] void refuse(std::string_view message) const;

 private:
  [[noreturn]] void refuse_kind(std::size_t i, std::string_view wanted) const;
  const Datum& need(std::size_t i, Datum::Kind kind) const;

  Evaluator& evaluator_;
  const Node& node_;
  const Frame& frame_;
  std::span<const Datum> args_;
};

struct Builtin {
  enum class Needs : std::uint8_t {
    nothing,
    path,   // the states of a walk
    times,  // and when they were entered
  };
  std::string_view name;
  std::size_t min;  // arguments
  std::size_t max;
  Datum (*run)(const Call& call);
  Needs needs = Needs::nothing;
  // The first argument is the name of a state, checked when compiled and not passed.
  bool names_state = false;
  // Needs languages in the generator file.
  bool needs_locales = false;
};

// nullptr when there is none.
const Builtin* find_builtin(std::string_view name);
// For suggestions.
std::vector<std::string> builtin_names();

std::span<const Builtin> number_builtins();
std::span<const Builtin> random_builtins();
std::span<const Builtin> text_builtins();
std::span<const Builtin> time_builtins();
std::span<const Builtin> walk_builtins();

// How text(x) and concat() show a value. Throws by `call` for rows and objects.
void append_text(std::string& out, const Datum& datum, const Call& call);

}  // namespace admctl::seed
