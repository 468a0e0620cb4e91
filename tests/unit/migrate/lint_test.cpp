// Every rule against its file of examples in tests/data/lint: what it finds and where, what it leaves alone,
// and that it can be suppressed. A rule without a file fails here.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "lib/core/text.hpp"
#include "lib/migrate/lint.hpp"

namespace admctl::migrate {
namespace {

namespace fs = std::filesystem;

const fs::path examples_folder{ADMCTL_SOURCE_DIR "/tests/data/lint"};

struct Examples {
  std::map<std::string, std::string> texts;  // by section
  std::string places;                        // "1:1 2:5", where the bad ones are
};

Examples read_examples(const std::string& id) {
  std::ifstream input{examples_folder / (id + ".sql")};
  REQUIRE(input);
  Examples out;
  std::string section;
  for (std::string line; std::getline(input, line);) {
    const auto words = split(line, ' ');
    const bool is_heading =
        words.size() >= 2 && words[0] == "--" &&
        (words[1] == "before" || words[1] == "bad" || words[1] == "good" || words[1] == "suppressed");
    if (!is_heading) {
      out.texts[section] += line + "\n";
      continue;
    }
    section = words[1];
    if (section == "bad") out.places = join(std::span{words}.subspan(2), " ");
  }
  return out;
}

std::vector<LintFinding> findings_of(const Examples& examples, const std::string& section) {
  KnownSchema schema;
  const auto before = examples.texts.find("before");
  if (before != examples.texts.end()) {
    const MigrationFile file{"1_before", "1_before/migration.sql", before->second, {}};
    lint(file, schema);
  }
  const MigrationFile file{"2_now", "2_now/migration.sql", examples.texts.at(section), {}};
  return lint(file, schema).findings;
}

std::string places_of(const std::vector<LintFinding>& findings, std::string_view id) {
  std::vector<std::string> places;
  for (const auto& finding : findings) {
    if (finding.rule->id == id && !finding.allowed) {
      places.push_back(std::to_string(finding.at.line) + ":" + std::to_string(finding.at.column));
    }
  }
  return join(places, " ");
}

std::vector<LintFinding> findings_in(std::string sql) {
  KnownSchema schema;
  const MigrationFile file{"1_now", "1_now/migration.sql", std::move(sql), {}};
  return lint(file, schema).findings;
}

std::vector<std::string> rules_found(std::string sql) {
  std::vector<std::string> ids;
  for (const auto& finding : findings_in(std::move(sql))) ids.emplace_back(finding.rule->id);
  return ids;
}

TEST_CASE("every rule of lint finds its bad examples, where they are, and leaves the good ones alone",
          "[lint]") {
  for (const auto* rule : lint_rules()) {
    const std::string id{rule->id};
    INFO(id << " " << rule->name);
    const auto examples = read_examples(id);
    REQUIRE_FALSE(examples.places.empty());
    CHECK(places_of(findings_of(examples, "bad"), id) == examples.places);
    CHECK(places_of(findings_of(examples, "good"), id).empty());
  }
}

TEST_CASE("every rule of lint can be suppressed with a reason", "[lint]") {
  for (const auto* rule : lint_rules()) {
    const std::string id{rule->id};
    INFO(id << " " << rule->name);
    const auto findings = findings_of(read_examples(id), "suppressed");
    CHECK(places_of(findings, id).empty());
    CHECK(places_of(findings, "ADM-L090").empty());
    CHECK(places_of(findings, "ADM-L091").empty());
    // Those about suppressions are mended, not suppressed.
    if (rule->check) {
      CHECK(
          std::ranges::any_of(findings, [&](const auto& each) { return each.rule->id == id && each.allowed; }));
    }
  }
}

TEST_CASE("the rules of lint have ids of one form, none twice, in order, and no word is missing", "[lint]") {
  std::set<std::string_view> ids;
  std::set<std::string_view> names;
  CHECK(lint_rules().size() >= 30);
  for (const auto* rule : lint_rules()) {
    INFO(rule->id);
    CHECK(rule->id.size() == 8);
    CHECK(rule->id.starts_with("ADM-L"));
    CHECK((ids.empty() || *ids.rbegin() < rule->id));
    CHECK(ids.insert(rule->id).second);
    CHECK(names.insert(rule->name).second);
    CHECK_FALSE(rule->summary.empty());
    CHECK_FALSE(rule->why.empty());
    CHECK_FALSE(rule->rewrite.empty());
    CHECK(find_lint_rule(rule->id) == rule);
    CHECK(find_lint_rule(rule->id.substr(4)) == rule);
    CHECK(find_lint_rule(rule->name) == rule);
  }
}

TEST_CASE("there is no file of examples without a rule", "[lint]") {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator{examples_folder}) {
    INFO(entry.path());
    CHECK(find_lint_rule(entry.path().stem().string()));
    ++files;
  }
  CHECK(files == lint_rules().size());
}

TEST_CASE("a migration that makes its own tables raises nothing, whatever it does with them", "[lint]") {
  CHECK(rules_found("CREATE TABLE u (id bigint PRIMARY KEY);\n"
                    "CREATE TABLE t (id bigint PRIMARY KEY, u_id bigint NOT NULL);\n"
                    "CREATE INDEX t_u ON t (u_id);\n"
                    "ALTER TABLE t ADD CONSTRAINT t_u FOREIGN KEY (u_id) REFERENCES u (id);\n"
                    "ALTER TABLE t ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();\n"
                    "ALTER TABLE t ALTER COLUMN u_id SET NOT NULL;\n"
                    "ALTER TABLE t ADD CONSTRAINT t_check CHECK (id > 0);\n"
                    "UPDATE t SET u_id = 1;\nDELETE FROM u;\n")
            .empty());
}

TEST_CASE("the same statements in the migration after it raise findings", "[lint]") {
  KnownSchema schema;
  const MigrationFile first{"1", "1/migration.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a integer);", {}};
  const MigrationFile second{"2", "2/migration.sql", "CREATE INDEX t_a ON t (a);", {}};
  CHECK(lint(first, schema).findings.empty());
  CHECK(places_of(lint(second, schema).findings, "ADM-L020") == "1:1");
}

TEST_CASE("places count characters and lines of the file as it is", "[lint]") {
  const auto findings = findings_in("\xEF\xBB\xBF-- Überschrift\r\n/* é\n */ DELETE\n  FROM t;\r\n");
  CHECK(places_of(findings, "ADM-L065") == "3:5");
}

TEST_CASE("a name with a schema is the name alone when the schema is public", "[lint]") {
  CHECK(
      rules_found("CREATE TABLE public.t (id bigint PRIMARY KEY, a int); CREATE INDEX t_a ON t (a);").empty());
  CHECK(rules_found("CREATE TABLE app.t (id bigint PRIMARY KEY, a int); CREATE INDEX t_a ON t (a);").size() ==
        2);
}

}  // namespace
}  // namespace admctl::migrate
