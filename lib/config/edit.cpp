#include "lib/config/edit.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/config/comparison.hpp"
#include "lib/config/history.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"
#include "lib/core/yaml_text.hpp"

namespace admctl::config {
namespace {

constexpr std::string_view marker = "#! ";

std::string commented_out(const std::string& text) {
  std::string out;
  for (const auto& line : split(trim(text), '\n')) out += "# " + line + '\n';
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

Error not_here(const Code& code, std::string message, std::string_view command) {
  return {code, std::move(message), {}, fmt::format("'admctl config {}' changes it", command)};
}

}  // namespace

EditSession::EditSession(const platform::Pack& pack, const Schema& schema, std::vector<Entry> entries,
                         std::vector<std::string> keys)
    : pack_{pack}, schema_{schema}, keys_{std::move(keys)} {
  const auto& mapping = mapping_of(pack);
  for (const auto& entry : entries) base_[entry.key] = {entry.value, entry.revision};
  for (const auto& key : keys_) {
    if (!base_.contains(key)) schema_.get(key);
    if (mapping.find_document(key))
      throw not_here(code::config_versioned, key + " is a versioned document",
                     "publish " + key + " VERSION --file FILE");
    if (schema_.is_secret(key))
      throw not_here(code::config_secret, key + " is a secret: it is not shown in an editor",
                     "set " + key + " --file FILE");
  }
  if (!keys_.empty()) return;
  for (const auto& setting : schema_.settings()) keys_.push_back(setting.key);
  for (const auto& entry : entries) {
    if (!schema_.find(entry.key)) keys_.push_back(entry.key);
  }
}

const EditSession::Base& EditSession::base(std::string_view key) const {
  static const Base none{std::nullopt, std::string{no_revision}};
  const auto it = base_.find(key);
  return it == base_.end() ? none : it->second;
}

std::string EditSession::text(std::string_view heading) const {
  auto out = yaml_comment(heading);
  out += yaml_comment(
      "Save and close the editor to go on; what you changed is shown and asked about before it is written. A "
      "key that "
      "you remove or comment out is unset. Empty the file to give up.");
  for (const auto& key : keys_) {
    out += '\n';
    const auto* setting = schema_.find(key);
    const auto& now = base(key).value;
    if (pack_.config->find_document(key)) {
      out += yaml_comment(fmt::format("{} is a versioned document: 'admctl config versions {}'", key, key));
      continue;
    }
    if (schema_.is_secret(key)) {
      out +=
          yaml_comment(fmt::format("{} is a secret: 'admctl config set {} --file FILE' changes it", key, key));
      continue;
    }
    out += setting ? describe_in_comment(*setting)
                   : yaml_comment(key + " is unknown to the schema: it can be removed, not changed");
    if (now && !can_be_yaml(*now)) {
      out += yaml_comment(
          fmt::format("YAML cannot hold it: 'admctl config set {} --json --file FILE' changes it", key));
    } else if (now) {
      out += yaml_member(key, *now);
    } else {
      out += "# (not set)\n" + commented_out(yaml_member(key, setting->fallback.value_or(Value{})));
    }
  }
  return out;
}

std::optional<std::string> EditSession::problem_with(const FileSetting& setting) const {
  const auto& key = setting.key;
  if (pack_.config->find_document(key)) return key + " is a versioned document: it is not changed here";
  if (schema_.is_secret(key))
    return key + " is a secret: write it with 'admctl config set " + key + " --file FILE'";
  try {
    const auto& now = base(key).value;
    if (!schema_.find(key) && now && same_value(*now, setting.value)) return std::nullopt;
    schema_.check(schema_.get(key), setting.value);
    return std::nullopt;
  } catch (const Error& error) {
    if (error.code() != code::config_invalid && error.code() != code::config_unknown_key) throw;
    return error.detail().empty() ? error.message() : error.message() + "; " + error.detail();
  }
}

void EditSession::collect(const std::vector<FileSetting>& settings, Review& review) const {
  const auto add = [&](const std::string& key, const std::optional<Value>& value) {
    const auto& was = base(key);
    if (same_value(was.value, value)) return;
    review.changes.push_back({key, value, was.revision});
    review.shown.push_back({key, was.value, value, was.revision});
  };
  for (const auto& setting : settings) add(setting.key, setting.value);
  for (const auto& key : keys_) {
    const bool is_text = !schema_.is_secret(key) && !pack_.config->find_document(key);
    const auto& now = base(key).value;
    if (!is_text || !now || !can_be_yaml(*now)) continue;
    if (std::ranges::find(settings, key, &FileSetting::key) == settings.end()) add(key, std::nullopt);
  }
}

void EditSession::check_rules(const std::vector<FileSetting>& settings, Review& review) const {
  const auto value_of = [&](std::string_view key) -> std::optional<Value> {
    const auto change = std::ranges::find(review.changes, key, &Wanted::key);
    const auto& value = change != review.changes.end() ? change->value : base(key).value;
    if (value) return value;
    const auto* setting = schema_.find(key);
    return setting ? setting->fallback : std::nullopt;
  };
  std::vector<std::string> keys;
  for (const auto& change : review.changes) keys.push_back(change.key);
  for (const auto& breach : schema_.breaches(value_of, keys)) {
    int line = 1;
    for (const auto& setting : settings) {
      if (std::ranges::find(breach.keys, setting.key) != breach.keys.end()) line = std::max(line, setting.line);
    }
    review.problems.push_back({line, breach.what});
  }
}

Review EditSession::review(std::string_view edited) const {
  Review out;
  const auto text = without_annotations(edited);
  if (trim(text).empty()) {
    out.given_up = true;
    return out;
  }
  const auto settings = parse_settings(text, out.problems);
  for (const auto& setting : settings) {
    if (auto what = problem_with(setting)) out.problems.push_back({setting.line, std::move(*what)});
  }
  if (!out.problems.empty()) return out;
  collect(settings, out);
  if (!out.changes.empty()) check_rules(settings, out);
  return out;
}

std::vector<std::string> EditSession::moved(const std::vector<Wanted>& changes,
                                            const std::vector<Entry>& now) const {
  std::vector<std::string> out;
  for (const auto& change : changes) {
    const auto it = std::ranges::find(now, change.key, &Entry::key);
    const auto revision = it == now.end() ? std::string{no_revision} : it->revision;
    if (revision != base(change.key).revision) out.push_back(change.key);
  }
  return out;
}

void EditSession::rebase(const std::vector<std::string>& keys, const std::vector<Entry>& now) {
  for (const auto& key : keys) {
    const auto it = std::ranges::find(now, key, &Entry::key);
    if (it == now.end())
      base_.erase(key);
    else
      base_[key] = {it->value, it->revision};
  }
}

std::vector<std::string> what_happened(pg::Transaction& tx, const platform::Pack& pack, const Schema& schema,
                                       const std::vector<std::string>& keys, const std::vector<Entry>& now) {
  const auto side = [](const std::optional<Value>& value) {
    return value ? visible(to_json(*value)) : "no value";
  };
  std::vector<std::string> out;
  for (const auto& key : keys) {
    const auto it = std::ranges::find(now, key, &Entry::key);
    auto story =
        it == now.end() ? key + " is not set any more" : fmt::format("{} is {} now", key, side(it->value));
    if (const auto edit = last_edit(tx, pack, schema, key)) {
      story += fmt::format(": changed from {} to {} by {} at {}", side(edit->before), side(edit->after),
                           edit->actor, edit->time);
    }
    out.push_back(std::move(story));
  }
  return out;
}

std::string without_annotations(std::string_view text) {
  std::string out;
  for (const auto& line : lines_of(text)) {
    if (!line.starts_with(marker)) out += line + '\n';
  }
  return out;
}

std::string annotate(std::string_view text, const std::vector<LineProblem>& messages) {
  const auto lines = lines_of(without_annotations(text));
  std::string out;
  const auto add = [&](const LineProblem& message) {
    // The marker takes one column more than a plain comment's.
    for (const auto& line : lines_of(yaml_comment(message.what, 79)))
      out += std::string{marker} + (line.size() > 2 ? line.substr(2) : "") + '\n';
  };
  const auto last = static_cast<int>(lines.size());
  for (int number = 1; number <= last; ++number) {
    for (const auto& message : messages) {
      if (std::max(message.line, 1) == number) add(message);
    }
    out += lines[static_cast<std::size_t>(number - 1)] + '\n';
  }
  for (const auto& message : messages) {
    if (message.line > last) add(message);
  }
  return out;
}

int line_of(std::string_view text, std::string_view key) {
  std::vector<LineProblem> ignored;
  for (const auto& setting : parse_settings(without_annotations(text), ignored)) {
    if (setting.key == key) return setting.line;
  }
  return 1;
}

}  // namespace admctl::config
