#include "lib/schema/pack_notes.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace admctl::schema {
namespace {

using Notes = std::vector<std::string>;

// As the tools call them.
constexpr std::array<std::string_view, 4> histories{"_prisma_migrations", "__drizzle_migrations",
                                                    "schema_migrations", "supabase_migrations"};

void note_kinds(const platform::Pack& pack, std::string_view table, Notes& notes) {
  for (const auto& kind : pack.kinds) {
    if (kind.table == table) notes.push_back(fmt::format("kind {}, state in {}", kind.name, kind.state));
  }
  for (const auto& kind : pack.kinds) {
    if (kind.trail.event_table == table) notes.push_back("events of " + kind.plural);
  }
}

void note_settings(const platform::Pack& pack, std::string_view table, Notes& notes) {
  if (!pack.config) return;
  for (const auto& store : pack.config->stores) {
    if (store.kind == platform::ConfigStore::Kind::native || store.table != table) continue;
    notes.push_back(store.kind == platform::ConfigStore::Kind::versions
                        ? fmt::format("versions of the setting {}", store.document)
                        : "settings");
  }
}

void note_kind_column(const platform::Kind& kind, std::string_view column, Notes& notes) {
  if (kind.state == column) notes.push_back("state of " + kind.name);
  if (kind.label == column) notes.push_back("label of " + kind.name);
  if (std::ranges::find(kind.find, column) != kind.find.end()) notes.push_back("names a " + kind.name);
  if (kind.trail.history_column == column) notes.push_back("history of states");
  if (kind.updated == column) notes.push_back("set with every change");
  for (const auto& party : kind.parties) {
    if (party.column == column) notes.push_back(party.role);
  }
}

void note_store_column(const platform::ConfigStore& store, std::string_view column, Notes& notes) {
  if (store.key == column) notes.push_back("name of the setting");
  if (store.value == column) notes.push_back("value of the setting");
}

}  // namespace

PackNotes::PackNotes(const platform::Pack* pack) : pack_{pack} {
  if (pack) domains_ = platform::read_domains(pack->files);
}

std::string PackNotes::title() const { return pack_ ? pack_->title : std::string{}; }

Notes PackNotes::of_table(std::string_view table) const {
  Notes notes;
  if (std::ranges::find(histories, table) != histories.end())
    notes.emplace_back("history of applied migrations");
  if (!pack_) return notes;
  note_kinds(*pack_, table, notes);
  if (pack_->audit && pack_->audit->table == table) notes.emplace_back("audit log");
  for (const auto& events : pack_->events) {
    const bool said = std::ranges::any_of(notes, [](const auto& note) { return note.starts_with("events"); });
    if (events.table == table && !said)
      notes.push_back(events.resource.empty() ? "events" : "events of " + events.resource);
  }
  note_settings(*pack_, table, notes);
  for (const auto& categories : pack_->categories) {
    if (categories.table == table) notes.push_back("taxonomy " + categories.name);
  }
  return notes;
}

Notes PackNotes::of_column(std::string_view table, std::string_view column) const {
  Notes notes;
  if (!pack_) return notes;
  for (const auto& of_class : pack_->classes) {
    if (pack_->is_in_class(of_class.name, table, column)) notes.push_back(of_class.name);
  }
  for (const auto& kind : pack_->kinds) {
    if (kind.table == table) note_kind_column(kind, column, notes);
  }
  if (const auto money = pack_->money_of(table, column)) {
    notes.push_back(money->minor_units && money->scale > 0
                        ? fmt::format("{}, {} digits below the unit", money->unit, money->scale)
                        : money->unit);
  }
  if (pack_->config) {
    for (const auto& store : pack_->config->stores) {
      if (store.table == table) note_store_column(store, column, notes);
    }
  }
  for (const auto& categories : pack_->categories) {
    if (categories.table != table) continue;
    if (std::ranges::find(categories.slug, column) != categories.slug.end())
      notes.push_back("natural key of " + categories.name);
  }
  return notes;
}

std::string PackNotes::purpose(std::string_view table) const {
  for (const auto& domain : domains_) {
    for (const auto& [name, purpose] : domain.tables) {
      if (name == table) return purpose;
    }
  }
  return {};
}

}  // namespace admctl::schema
