// The rows of a taxonomy as they are in the live database, and what they point to.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"
#include "lib/seed/category_file.hpp"

namespace admctl::seed {

// A column of the taxonomy's table.
struct CategoryColumn {
  enum class Family { text, number, boolean, list, json };
  std::string name;
  std::string type;  // as format_type() says it
  Family family = Family::text;
  bool nullable = true;
  bool has_default = false;
  bool counted = false;  // the database numbers the rows by it
};

using CategoryColumns = std::vector<CategoryColumn>;

// nullptr when there is none.
const CategoryColumn* find_column(const CategoryColumns& columns, std::string_view name);

// Of the mapping's table; none for native taxonomies, whose columns hold anything. Throws code::schema_missing
// for a table or column of the mapping that the database does not have.
CategoryColumns read_columns(pg::Transaction& tx, const platform::Pack& pack,
                             const platform::CategoryMapping& mapping);

struct LiveCategory {
  std::string key;
  std::string slug;    // natural key, lookups by the names that files use
  std::string parent;  // natural key of the parent; empty at the top
  Object image;        // the row
  Object columns;      // what files say of it, as the database holds it
};

// What the columns with a lookup stand for, in both directions.
class CategoryLookups {
 public:
  // Reads what `rows` hold and `names`, by column, say.
  CategoryLookups(pg::Transaction& tx, const platform::Pack& pack, const platform::CategoryMapping& mapping,
                  const std::vector<LiveCategory>& rows,
                  const std::map<std::string, std::set<std::string>>& names);

  enum class Answer { found, unknown, several };
  // The key of the row that `name` means.
  std::pair<Answer, std::string> key_of(std::string_view column, const std::string& name) const;
  // How files call what `value` of the column stands for; `value` itself when it stands for nothing.
  Value name_of(std::string_view column, const Value& value) const;

 private:
  struct Known {
    std::multimap<std::string, std::string> keys;  // name -> key
    std::map<std::string, std::string> names;      // key -> name
  };
  std::map<std::string, Known, std::less<>> known_;
};

enum class RowLock { none, update };

// All rows of the taxonomy, in order of the key; slugs are set by name_rows(). A native taxonomy that nothing
// was written to has none.
std::vector<LiveCategory> load_rows(pg::Transaction& tx, const platform::Pack& pack,
                                    const platform::CategoryMapping& mapping, RowLock lock);

// Gives the rows their natural keys and those of their parents.
void name_rows(std::vector<LiveCategory>& rows, const platform::CategoryMapping& mapping,
               const CategoryLookups& lookups);

// The text of a value: of a string the string itself.
std::string text_of(const Value& value);

}  // namespace admctl::seed
