// Packs whose settings are kept in other ways than the shipped one's: typed text beside jsonb, versions of a
// document, and admctl's own table.
#pragma once

#include <string_view>

#include "lib/platform/pack.hpp"
#include "tests/support/temp_folder.hpp"

namespace admctl::test {

// A pack with one kind, the `config:` part given, and a schema.
void write_config_pack(const TempFolder& folder, std::string_view config, std::string_view schema);
platform::Pack load_config_pack(const TempFolder& folder);

// bot_settings (text with a type column, rows can be hidden) and kv_config (jsonb), as a trading bot keeps
// them.
void write_bot_pack(const TempFolder& folder);
inline constexpr std::string_view bot_tables =
    "CREATE TABLE bot_settings (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), setting_key text NOT NULL "
    "UNIQUE,"
    " setting_value text NOT NULL, setting_type text NOT NULL DEFAULT 'string', description text,"
    " is_active boolean NOT NULL DEFAULT true, created_at timestamptz NOT NULL DEFAULT now(),"
    " updated_at timestamptz NOT NULL DEFAULT now());"
    "CREATE TABLE kv_config (key text PRIMARY KEY, value jsonb, created_at timestamptz NOT NULL DEFAULT now(),"
    " updated_at timestamptz NOT NULL DEFAULT now());";

// contract_templates: versions of legal terms; contracts name the version they were made with.
void write_contract_pack(const TempFolder& folder);
inline constexpr std::string_view contract_tables =
    "CREATE TABLE contract_templates (id text PRIMARY KEY, version text NOT NULL UNIQUE, name text NOT NULL,"
    " terms jsonb NOT NULL, \"isActive\" boolean NOT NULL DEFAULT false, \"deprecatedAt\" timestamp(3),"
    " \"createdAt\" timestamp(3) NOT NULL DEFAULT now(), \"updatedAt\" timestamp(3) NOT NULL);"
    "CREATE UNIQUE INDEX one_active ON contract_templates (\"isActive\") WHERE \"isActive\";"
    "CREATE TABLE contracts (id text PRIMARY KEY, \"templateVersion\" text NOT NULL DEFAULT '1.0.0');";

// No table of settings: they are kept in admctl's own.
void write_native_pack(const TempFolder& folder);

}  // namespace admctl::test
