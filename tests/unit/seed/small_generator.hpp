// A pack with one kind and helpers to run generator files on it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lib/platform/pack.hpp"
#include "lib/seed/evaluator.hpp"
#include "lib/seed/generator_file.hpp"
#include "lib/seed/model.hpp"

namespace admctl::test {

// Kind "order": new (48 h) -> packed -> sent -> done, packed <-> mended, lost from new and sent.
const platform::Pack& order_pack();

// 2026-03-01T00:00:00Z
inline constexpr std::int64_t march = 1'772'323'200'000;

// Throws as read_generator() and build_model() do; messages call the file "g.yaml".
std::unique_ptr<const seed::Model> model_of(const std::string& yaml);

seed::Inputs inputs(std::int64_t records, std::uint64_t seed = 1);

// The value of a column of a root row, as JSON.
std::string value_of(const seed::Model& model, const seed::Inputs& inputs, std::string_view table,
                     std::int64_t row, std::string_view column);

// The value of one expression, as JSON, in row `row` of a table with 10 rows.
std::string eval(const std::string& expression, std::int64_t row = 0, std::uint64_t seed = 1);

struct Refused {
  std::string message;
  std::string detail;
  std::string hint;
};

// What reading, building and evaluating every value of the file throws; empty when it throws nothing.
Refused refusal_of(const std::string& yaml);
Refused refusal_of_expression(const std::string& expression);

}  // namespace admctl::test
