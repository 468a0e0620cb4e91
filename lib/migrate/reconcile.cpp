#include "lib/migrate/reconcile.hpp"

#include <algorithm>
#include <map>

namespace admctl::migrate {
namespace {

using Attempts = std::vector<const Record*>;

// An unfinished row that nobody resolved blocks, whatever else there is.
const Record& deciding(const Attempts& attempts) {
  const auto failed = std::ranges::find_if(
      attempts, [](const Record* record) { return !record->rolled_back && record->unfinished; });
  if (failed != attempts.end()) return **failed;
  const auto live = std::find_if(attempts.rbegin(), attempts.rend(),
                                 [](const Record* record) { return !record->rolled_back; });
  return live != attempts.rend() ? **live : *attempts.back();
}

State state_of(const Record& record, const MigrationFile* file) {
  if (record.rolled_back) return State::rolled_back;
  if (record.unfinished) return State::failed;
  if (!file) return State::missing;
  return record.checksum.empty() || has_checksum(*file, record.checksum) ? State::applied : State::edited;
}

Entry entry_of(const Record& record, const MigrationFile* file) {
  Entry entry;
  entry.name = file ? file->name : record.name.empty() ? record.key : record.name;
  entry.key = record.key;
  entry.state = state_of(record, file);
  entry.file = file;
  entry.checksum = record.checksum;
  entry.started_at = record.started_at;
  entry.finished_at = record.finished_at;
  entry.logs = record.logs;
  return entry;
}

bool is_done(const Entry& entry) {
  return entry.state == State::applied || entry.state == State::edited || entry.state == State::missing;
}

// What is not applied, though something later is; and what the database has beyond the last file, which is no
// loss but a newer folder somewhere else.
void judge_order(std::vector<Entry>& entries) {
  const auto last_done = std::find_if(entries.rbegin(), entries.rend(), is_done).base();
  const auto last_file =
      std::find_if(entries.rbegin(), entries.rend(), [](const Entry& entry) { return entry.file; }).base();
  for (auto it = entries.begin(); it != last_done; ++it) {
    if (it->state == State::pending) it->state = State::out_of_order;
  }
  for (auto it = last_file; it != entries.end(); ++it) {
    if (it->state == State::missing) it->state = State::unknown;
  }
}

std::string_view significant(std::string_view digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? std::string_view{} : digits.substr(first);
}

}  // namespace

bool by_text(std::string_view a, std::string_view b) { return a < b; }

bool by_number(std::string_view a, std::string_view b) {
  a = significant(a);
  b = significant(b);
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

std::vector<Entry> reconcile(std::span<const Record> records, std::span<const MigrationFile> files,
                             const std::function<bool(std::string_view, std::string_view)>& in_order) {
  std::map<std::string_view, Attempts> by_key;
  for (const auto& record : records) by_key[record.key].push_back(&record);
  std::vector<Entry> entries;
  entries.reserve(files.size());
  for (const auto& file : files) {
    const auto found = by_key.find(file.key());
    if (found == by_key.end()) {
      Entry entry;
      entry.name = file.name;
      entry.key = file.key();
      entry.file = &file;
      entries.push_back(std::move(entry));
      continue;
    }
    entries.push_back(entry_of(deciding(found->second), &file));
    by_key.erase(found);
  }
  for (const auto& without_file : by_key) {
    const auto place = std::ranges::find_if(
        entries, [&](const Entry& entry) { return in_order(without_file.first, entry.key); });
    entries.insert(place, entry_of(deciding(without_file.second), nullptr));
  }
  judge_order(entries);
  return entries;
}

}  // namespace admctl::migrate
