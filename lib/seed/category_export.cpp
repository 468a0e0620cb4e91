#include "lib/seed/category_export.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/core/yaml_text.hpp"
#include "lib/seed/categories.hpp"
#include "lib/seed/category_rows.hpp"

namespace admctl::seed {
namespace {

using platform::CategoryMapping;

const CategoryMapping& only_one(const platform::Pack& pack, const std::optional<std::string>& name) {
  const auto selected =
      select_categories(pack, name ? std::vector<std::string>{*name} : std::vector<std::string>{});
  if (selected.size() == 1) return *selected.front();
  std::vector<std::string> names;
  for (const auto* mapping : selected) names.push_back(mapping->name);
  throw Error{code::usage,
              fmt::format("{} has several lists of categories", pack.platform),
              {},
              "say which: " + join(names, ", ")};
}

class Exporter {
 public:
  Exporter(pg::Transaction& tx, const platform::Pack& pack, const CategoryMapping& mapping)
      : pack_{pack},
        mapping_{mapping},
        columns_{read_columns(tx, pack, mapping)},
        rows_{load_rows(tx, pack, mapping, RowLock::none)},
        lookups_{tx, pack, mapping, rows_, {}} {
    name_rows(rows_, mapping, lookups_);
    sort_rows();
  }

  CategoryExport run() {
    choose();
    out_.text = fmt::format("# {}: {} of {}\n", pack_.title, mapping_.name, place());
    if (chosen_.empty()) {
      out_.text += "categories: []\n";
    } else {
      out_.text += "categories:\n";
      write_level("", 1);
    }
    for (const auto* row : chosen_) {
      if (!written_.contains(row)) left_out("its parents lead back to itself", *row);
    }
    note_secrets();
    return std::move(out_);
  }

 private:
  std::string place() const {
    return mapping_.is_native() ? std::string{"admctl's own table"} : mapping_.table;
  }

  void sort_rows() {
    const auto order = [&](const LiveCategory& row) -> const Value* {
      return mapping_.order ? row.columns.find(*mapping_.order) : nullptr;
    };
    std::ranges::stable_sort(rows_, [&](const LiveCategory& a, const LiveCategory& b) {
      const auto* first = order(a);
      const auto* second = order(b);
      const auto* x = first ? first->as_int() : nullptr;
      const auto* y = second ? second->as_int() : nullptr;
      if (x && y && *x != *y) return *x < *y;
      if ((x != nullptr) != (y != nullptr)) return x != nullptr;
      return a.slug < b.slug;
    });
  }

  // Rows that a file can name, by their parents.
  void choose() {
    std::map<std::string_view, int> count;
    for (const auto& row : rows_) ++count[row.slug];
    for (const auto& row : rows_) {
      if (std::ranges::any_of(mapping_.slug, [&](const auto& column) { return is_blank(row, column); })) {
        left_out("it has no " + join(mapping_.slug, " and "), row);
      } else if (count[row.slug] > 1) {
        left_out("another row has the same " + join(mapping_.slug, " and "), row);
      } else {
        chosen_.push_back(&row);
        children_[row.parent].push_back(&row);
      }
    }
  }

  static bool is_blank(const LiveCategory& row, const std::string& column) {
    const auto* value = row.columns.find(column);
    return !value || trim(text_of(*value)).empty();
  }

  void write_level(const std::string& parent, std::size_t depth) {
    const auto children = children_.find(parent);
    if (children == children_.end()) return;
    const std::string blanks(depth * 2, ' ');
    for (const auto* row : children->second) {
      if (!written_.insert(row).second) continue;
      auto lines = members(*row);
      if (children_.contains(row->slug)) lines += "children:\n";
      bool first = true;
      for (const auto& line : split(std::string_view{lines}.substr(0, lines.size() - 1), '\n')) {
        out_.text += blanks + (first ? "- " : "  ") + line + "\n";
        first = false;
      }
      write_level(row->slug, depth + 2);
    }
  }

  std::string members(const LiveCategory& row) const {
    std::string lines;
    for (const auto& column : mapping_.slug) lines += member(row, column);
    for (const auto& column : mapping_.columns) {
      if (!pack_.is_in_class("secret", mapping_.table, column)) lines += member(row, column);
    }
    return lines;
  }

  std::string member(const LiveCategory& row, const std::string& column) const {
    const auto* value = row.columns.find(column);
    const auto* shape = find_column(columns_, column);
    if (!value || (value->is_null() && !(shape && shape->has_default))) return {};
    return yaml_member(column, lookups_.name_of(column, *value));
  }

  void left_out(std::string_view why, const LiveCategory& row) {
    out_.notes.push_back(fmt::format("left out: {} ({}): {}", row.slug, row.key, why));
  }

  void note_secrets() {
    for (const auto& column : mapping_.columns) {
      if (pack_.is_in_class("secret", mapping_.table, column))
        out_.notes.push_back(fmt::format("left out: {}, which is secret", column));
    }
  }

  const platform::Pack& pack_;
  const CategoryMapping& mapping_;
  CategoryColumns columns_;
  std::vector<LiveCategory> rows_;
  CategoryLookups lookups_;
  std::vector<const LiveCategory*> chosen_;
  std::map<std::string, std::vector<const LiveCategory*>> children_;  // natural key of the parent -> rows
  std::set<const LiveCategory*> written_;
  CategoryExport out_;
};

}  // namespace

CategoryExport export_categories(pg::Session& session, const platform::Pack& pack,
                                 const std::optional<std::string>& name) {
  const auto& mapping = only_one(pack, name);
  pg::Transaction tx{session, pg::Transaction::Options::snapshot(pack.schema)};
  return Exporter{tx, pack, mapping}.run();
}

}  // namespace admctl::seed
