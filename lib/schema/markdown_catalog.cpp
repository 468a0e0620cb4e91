#include "lib/schema/markdown_catalog.hpp"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "lib/core/text.hpp"
#include "lib/schema/erd.hpp"
#include "lib/schema/table_groups.hpp"

namespace admctl::schema {
namespace {

using Facts = std::map<std::string, TableFacts, std::less<>>;

// Text in a cell of a table: nothing of it is markup.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : visible(text)) {
    if (std::string_view{"\\|*_`<>[]&#"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// A name as code, which nothing inside can end.
std::string code_text(std::string_view name) {
  auto text = visible(name);
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return text.find('`') == std::string::npos ? '`' + out + '`' : "`` " + out + " ``";
}

std::string code_list(const std::vector<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "" : ", ") + code_text(name);
  return out;
}

bool is_listed(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

class Document {
 public:
  Document(const pg::Catalog& catalog, const Facts& facts, const PackNotes& pack)
      : catalog_{catalog}, facts_{facts}, pack_{pack}, groups_{group_tables(catalog, pack.domains())} {}

  std::string text(std::string_view schema) const {
    auto out = fmt::format("# Database table catalog\n\n{}Schema {}: {}, {}.\n\n## Tables\n",
                           pack_.title().empty() ? "" : cell(pack_.title()) + ". ", code_text(schema),
                           count_of(catalog_.tables.size(), "table"), count_of(catalog_.enums.size(), "enum"));
    for (const auto& group : groups_) {
      out += fmt::format("\n### {}\n\n| Table | Purpose | Key relations | Notes |\n|---|---|---|---|\n",
                         cell(group.title));
      for (const auto& name : group.tables) out += overview(table(name));
    }
    out += "\n## Columns\n";
    for (const auto& group : groups_) {
      for (const auto& name : group.tables) out += columns(table(name));
    }
    return out + enums() + picture();
  }

 private:
  const pg::CatalogTable& table(std::string_view name) const {
    return *std::ranges::find(catalog_.tables, name, &pg::CatalogTable::name);
  }

  std::string relations(const pg::CatalogTable& each) const {
    std::vector<std::string> parts;
    for (const auto& key : each.foreign_keys) {
      parts.push_back(fmt::format("FK to {} ({})", code_text(key.references_table), code_list(key.columns)));
    }
    std::set<std::string> referrers;
    for (const auto& other : catalog_.tables) {
      for (const auto& key : other.foreign_keys) {
        if (key.references_table == each.name && other.name != each.name) referrers.insert(other.name);
      }
    }
    if (!referrers.empty()) parts.push_back("referenced by " + code_list({referrers.begin(), referrers.end()}));
    return parts.empty() ? "No FK dependencies." : join(parts, "; ") + ".";
  }

  std::string overview(const pg::CatalogTable& each) const {
    const auto known = facts_.find(each.name);
    auto purpose = pack_.purpose(each.name);
    auto notes = pack_.of_table(each.name);
    if (known != facts_.end()) {
      if (purpose.empty()) purpose = known->second.comment;
      if (!known->second.partition_of.empty()) notes.push_back("partition of " + known->second.partition_of);
    }
    return fmt::format("| {} | {} | {} | {} |\n", code_text(each.name), cell(purpose), relations(each),
                       cell(join(notes, "; ")));
  }

  std::string columns(const pg::CatalogTable& each) const {
    auto out = fmt::format("\n### {}\n\n| Column | Type | Constraints | Notes |\n|---|---|---|---|\n",
                           code_text(each.name));
    for (const auto& column : each.columns) {
      std::vector<std::string> constraints;
      if (is_listed(each.primary_key, column.name)) constraints.emplace_back("primary key");
      for (const auto& index : each.indexes) {
        if (index.unique && !index.predicate && index.columns == std::vector<std::string>{column.name})
          constraints.emplace_back("unique");
      }
      for (const auto& key : each.foreign_keys) {
        if (is_listed(key.columns, column.name))
          constraints.push_back("FK to " + code_text(key.references_table));
      }
      if (!column.nullable && !is_listed(each.primary_key, column.name)) constraints.emplace_back("not null");
      if (column.default_value) constraints.push_back("default " + code_text(*column.default_value));
      out += fmt::format("| {} | {} | {} | {} |\n", code_text(column.name), cell(column.type),
                         join(constraints, ", "), cell(join(pack_.of_column(each.name, column.name), "; ")));
    }
    return out;
  }

  std::string enums() const {
    if (catalog_.enums.empty()) return {};
    std::string out = "\n## Enums\n\n| Type | Values |\n|---|---|\n";
    for (const auto& each : catalog_.enums)
      out += fmt::format("| {} | {} |\n", code_text(each.name), code_list(each.labels));
    return out;
  }

  std::string picture() const {
    std::vector<std::string> chosen;
    std::vector<std::string> partitions;
    for (const auto& each : catalog_.tables) chosen.push_back(each.name);
    for (const auto& [name, facts] : facts_) {
      if (!facts.partition_of.empty()) partitions.push_back(name);
    }
    return "\n## ERD\n\n```mermaid\n" +
           to_mermaid(erd_of(catalog_, groups_, chosen, partitions, 0, ErdColumns::keys)) + "```\n";
  }

  const pg::Catalog& catalog_;
  const Facts& facts_;
  const PackNotes& pack_;
  std::vector<TableGroup> groups_;
};

}  // namespace

std::string markdown_catalog(const pg::Catalog& catalog, std::string_view schema, const Facts& facts,
                             const PackNotes& pack) {
  return Document{catalog, facts, pack}.text(schema);
}

}  // namespace admctl::schema
