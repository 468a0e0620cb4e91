#include "lib/local/database_mark.hpp"

#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::local {
namespace {

constexpr std::string_view of_database = "test database";
constexpr std::string_view of_template = "template";

Value text_or_null(const std::string& text) { return text.empty() ? Value{} : Value{text}; }

Value time_or_null(const std::optional<Time>& time) { return time ? Value{to_rfc3339(*time)} : Value{}; }

}  // namespace

std::string to_text(const DatabaseMark& mark) {
  Object object{{"admctl", mark.is_template ? of_template : of_database},
                {"platform", text_or_null(mark.platform)},
                {"seed", text_or_null(mark.seed)},
                {"key", text_or_null(mark.key)},
                {"owner", text_or_null(mark.owner)},
                {"process", text_or_null(mark.process)},
                {"created", to_rfc3339(mark.created)},
                {"used", time_or_null(mark.used)},
                {"size", mark.size}};
  object.erase_nulls();
  return to_json(object);
}

std::optional<DatabaseMark> parse_mark(std::string_view comment) {
  if (!comment.starts_with("{\"admctl\":")) return std::nullopt;
  Value json;
  try {
    json = parse_json(comment);
  } catch (const Error&) {
    return std::nullopt;
  }
  const auto kind = json.at("admctl").string_or("");
  const auto created = parse_time(json.at("created").string_or(""));
  if ((kind != of_database && kind != of_template) || !created) return std::nullopt;
  DatabaseMark mark;
  mark.is_template = kind == of_template;
  mark.platform = json.at("platform").string_or("");
  mark.seed = json.at("seed").string_or("");
  mark.key = json.at("key").string_or("");
  mark.owner = json.at("owner").string_or("");
  mark.process = json.at("process").string_or("");
  mark.created = *created;
  mark.used = parse_time(json.at("used").string_or(""));
  if (const auto* size = json.at("size").as_int()) mark.size = *size;
  return mark;
}

}  // namespace admctl::local
