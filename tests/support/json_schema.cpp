#include "tests/support/json_schema.hpp"

#include <fstream>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace admctl::test {

struct JsonSchema::Data {
  valijson::Schema schema;
};

JsonSchema::JsonSchema(const std::filesystem::path& file) : data_{std::make_unique<Data>()} {
  std::ifstream in{std::filesystem::path{ADMCTL_SOURCE_DIR} / file};
  const auto document = nlohmann::json::parse(in);
  valijson::SchemaParser{valijson::SchemaParser::kDraft7}.populateSchema(
      valijson::adapters::NlohmannJsonAdapter{document}, data_->schema);
}

JsonSchema::~JsonSchema() = default;

std::string JsonSchema::problems(const std::string& json) const {
  const auto document = nlohmann::json::parse(json);
  valijson::ValidationResults results;
  valijson::Validator validator;
  validator.validate(data_->schema, valijson::adapters::NlohmannJsonAdapter{document}, &results);
  std::string text;
  for (const auto& error : results) text += error.description + '\n';
  return text;
}

}  // namespace admctl::test
