// Whether a document is valid by a JSON Schema, said by a validator that is not ours.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace admctl::test {

class JsonSchema {
 public:
  // A file of draft 7, relative to the top of the sources.
  explicit JsonSchema(const std::filesystem::path& file);
  ~JsonSchema();
  JsonSchema(const JsonSchema&) = delete;
  JsonSchema& operator=(const JsonSchema&) = delete;

  // What the schema says about a JSON document, a line each; empty: valid.
  std::string problems(const std::string& json) const;

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace admctl::test
