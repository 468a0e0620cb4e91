// Editing settings as text: what is offered, what was made of it, and what others did meanwhile. Opening the
// text in an editor is the caller's business.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lib/config/schema.hpp"
#include "lib/config/set.hpp"
#include "lib/config/settings_file.hpp"
#include "lib/config/store.hpp"

namespace admctl::config {

// What a text amounts to.
struct Review {
  bool given_up = false;              // nothing at all was left in the file
  std::vector<LineProblem> problems;  // lines of the text without admctl's own
  std::vector<Wanted> changes;        // with the revisions that the editing person saw; only without problems
  std::vector<KeyChange> shown;       // the same for people
};

class EditSession {
 public:
  // `keys` are offered, all when empty. Throws code::config_unknown_key, config_secret and config_versioned for
  // keys that are named and cannot be edited here. The schema and the pack must outlive it.
  EditSession(const platform::Pack& pack, const Schema& schema, std::vector<Entry> entries,
              std::vector<std::string> keys);

  // YAML: every key with its description, default, unit and what is allowed as comments; keys without a row are
  // commented out. `heading` is explained above.
  std::string text(std::string_view heading) const;

  Review review(std::string_view edited) const;

  // The keys of `changes` that are not as they were when they were offered or rebased.
  std::vector<std::string> moved(const std::vector<Wanted>& changes, const std::vector<Entry>& now) const;
  // From now on changes are made on top of what these keys are `now`.
  void rebase(const std::vector<std::string>& keys, const std::vector<Entry>& now);

 private:
  struct Base {
    std::optional<Value> value;
    std::string revision;
  };
  std::optional<std::string> problem_with(const FileSetting& setting) const;
  void collect(const std::vector<FileSetting>& settings, Review& review) const;
  void check_rules(const std::vector<FileSetting>& settings, Review& review) const;
  const Base& base(std::string_view key) const;

  const platform::Pack& pack_;
  const Schema& schema_;
  std::vector<std::string> keys_;                  // offered, in order
  std::map<std::string, Base, std::less<>> base_;  // of every row
};

// A sentence for each key: what it is `now`, and who changed it last from what to what.
std::vector<std::string> what_happened(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                       const std::vector<std::string>& keys, const std::vector<Entry>& now);

// The text with admctl's own lines ("#! ...") above the lines that they are about; those that were there are
// taken out first. Lines count without them.
std::string annotate(std::string_view text, const std::vector<LineProblem>& messages);
std::string without_annotations(std::string_view text);
// The line where the key is set, 1 when it is not there.
int line_of(std::string_view text, std::string_view key);

}  // namespace admctl::config
