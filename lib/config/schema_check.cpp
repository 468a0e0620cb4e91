#include "lib/config/schema_check.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "lib/core/json_text.hpp"

namespace admctl::config {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

// The library matches patterns with std::regex, which recurses once per character and so overruns the stack.
constexpr std::size_t longest_for_pattern = 1000;

std::size_t longest_text(const Value& value) {
  std::size_t longest = 0;
  if (const auto* text = value.as_string()) longest = text->size();
  if (const auto* array = value.as_array()) {
    for (const auto& item : *array) longest = std::max(longest, longest_text(item));
  }
  if (const auto* object = value.as_object()) {
    for (const auto& [name, member] : object->members())
      longest = std::max({longest, name.size(), longest_text(member)});
  }
  return longest;
}

// "<root>", "[limits]", "[max]" gives "limits.max: ".
std::string place(const std::vector<std::string>& context) {
  std::string out;
  for (std::size_t i = 1; i < context.size(); ++i) {
    const auto& part = context[i];
    const bool bracketed = part.size() > 2 && part.front() == '[';
    out += (out.empty() ? "" : ".") + (bracketed ? part.substr(1, part.size() - 2) : part);
  }
  return out.empty() ? out : out + ": ";
}

}  // namespace

std::vector<std::string> schema_problems(const Value& schema, const Value& value) {
  const auto schema_text = to_json(schema);
  if (longest_text(value) > longest_for_pattern && schema_text.find("\"pattern") != std::string::npos) {
    return {"text longer than " + std::to_string(longest_for_pattern) +
            " bytes is not checked against a pattern"};
  }
  try {
    const auto schema_json = nlohmann::json::parse(schema_text);
    const auto value_json = nlohmann::json::parse(to_json(value));
    valijson::Schema compiled;
    valijson::SchemaParser{}.populateSchema(NlohmannJsonAdapter{schema_json}, compiled);
    valijson::ValidationResults results;
    valijson::Validator validator{valijson::Validator::kStrongTypes};
    if (validator.validate(compiled, NlohmannJsonAdapter{value_json}, &results)) return {};
    std::vector<std::string> problems;
    for (const auto& each : results) problems.push_back(place(each.context) + each.description);
    return problems;
  } catch (const std::exception& error) {
    throw BadSchema{error.what()};
  }
}

}  // namespace admctl::config
