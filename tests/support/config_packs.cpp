#include "tests/support/config_packs.hpp"

#include <string>

namespace admctl::test {
namespace {

constexpr std::string_view manifest = R"(platform: shop
title: Shop
history: native
ids: uuid
kinds:
  order:
    plural: orders
    title: Order
    table: orders
    key: id
    state: status
    lifecycle:
      initial: NEW
      states:
        NEW: {meaning: new}
        DONE: {meaning: done, terminal: true}
      transitions:
        - to: DONE
          from: [NEW]
)";

}  // namespace

void write_config_pack(const TempFolder& folder, std::string_view config, std::string_view schema) {
  folder.write("platform.yaml", std::string{manifest} + std::string{config});
  folder.write("config.schema.json", schema);
  folder.write("migrations/0001.sql", "SELECT 1;");
}

platform::Pack load_config_pack(const TempFolder& folder) {
  return platform::load_pack(platform::PackFiles::folder(folder.path()));
}

void write_bot_pack(const TempFolder& folder) {
  write_config_pack(folder, R"(
config:
  schema: config.schema.json
  stores:
    - name: settings
      table: bot_settings
      id: id
      key: setting_key
      value: setting_value
      encoding: text
      type: setting_type
      active: is_active
      updated: updated_at
      description: description
    - {name: kv, table: kv_config, id: key, key: key, value: value, updated: updated_at}
)",
                    R"({"x-rules": ["session_warning_hours < session_timeout_hours"],
 "definitions": {"snapshot": {"type": "object", "required": ["ts", "data"], "properties": {
   "ts": {"type": "integer"}, "data": {"type": "object", "additionalProperties": {"type": "boolean"}}}}},
 "properties": {
  "session_timeout_hours": {"type": "number", "minimum": 1, "maximum": 168, "default": 24, "x-unit": "hours",
                            "description": "How long a session lives."},
  "session_warning_hours": {"type": "number", "minimum": 1, "maximum": 167, "default": 23},
  "AMOUNT_TOLERANCE": {"type": "number", "minimum": 0, "maximum": 0.5, "default": 0.05},
  "maintenance_mode": {"type": "boolean", "default": false},
  "BOT_VERSION": {"type": "string", "pattern": "^[0-9]+\\.[0-9]+\\.[0-9]+$", "default": "2.1.0"},
  "MINI_APP_URL": {"type": "string", "format": "uri"},
  "free_text": {"type": "string"},
  "vip_channels": {"type": "array", "items": {"type": "string"}, "default": []},
  "ADMIN_API_SECRET": {"type": "string", "minLength": 16, "x-secret": true},
  "features:draft": {"$ref": "#/definitions/snapshot", "x-store": "kv"},
  "features:published": {"$ref": "#/definitions/snapshot", "x-store": "kv"},
  "pricing:any": {"x-store": "kv"}}})");
}

void write_contract_pack(const TempFolder& folder) {
  write_config_pack(folder, R"(
config:
  store: versions
  document: contract
  table: contract_templates
  id: id
  version: version
  title: name
  value: terms
  active: isActive
  deprecated: deprecatedAt
  updated: updatedAt
  used_by: [contracts.templateVersion]
  schema: config.schema.json
)",
                    R"({"properties": {"contract": {"type": "object", "title": "Terms of sale",
  "required": ["title", "fundingWindowHours"], "properties": {
    "title": {"type": "string"}, "fundingWindowHours": {"type": "integer", "minimum": 1},
    "sections": {"type": "array", "items": {"type": "object"}}}}}})");
}

void write_native_pack(const TempFolder& folder) {
  write_config_pack(folder, "config: {store: native, schema: config.schema.json}\n", R"({
 "x-rules": [{"rule": "payments.minAmount <= payments.maxAmount", "message": "the least must not exceed the most"},
             "tokens.capacity.FREE <= tokens.capacity.BASIC <= tokens.capacity.PREMIUM"],
 "properties": {
  "payments.minAmount": {"type": "integer", "minimum": 100, "maximum": 100000, "default": 100},
  "payments.maxAmount": {"type": "integer", "maximum": 100000000, "default": 10000000},
  "payouts.cycle": {"type": "string", "enum": ["weekly", "biweekly", "monthly"], "default": "weekly",
                    "x-shadowed-by": "the environment variable PAYOUT_CYCLE"},
  "platform.maintenanceMode": {"type": "boolean", "default": false},
  "tokens.capacity.FREE": {"type": "integer", "default": 10},
  "tokens.capacity.BASIC": {"type": "integer", "default": 20},
  "tokens.capacity.PREMIUM": {"type": "integer", "default": 100},
  "tokens.anything": {},
  "tokens.text": {"type": "string"},
  "tokens.list": {"type": "array"},
  "tokens.number": {"type": "number"},
  "gateway.webhookSecret": {"type": "string", "minLength": 8, "x-secret": true}}})");
}

}  // namespace admctl::test
