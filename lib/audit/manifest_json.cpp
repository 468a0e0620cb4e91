#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/manifest.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

constexpr std::int64_t version = 1;
constexpr std::size_t longest_manifest = 16 * 1024 * 1024;
constexpr std::array<std::string_view, 5> formats{"jsonl", "csv", "ecs", "ocsf", "sqlite"};
constexpr std::array<std::string_view, 3> compressions{"none", "gzip", "zstd"};

[[noreturn]] void refuse(std::string why) {
  throw Error{code::bad_manifest, "the manifest cannot be read: " + std::move(why)};
}

// The members of one object, each to be taken once; leftovers are errors.
class Members {
 public:
  Members(const Value& value, std::string where) : object_{value.as_object()}, where_{std::move(where)} {
    if (!object_) refuse(where_ + " is no object");
  }

  const Value& take(std::string_view name) {
    const auto* value = object_->find(name);
    if (!value) refuse(fmt::format("{} has no member {}", where_, name));
    taken_.insert(std::string{name});
    return *value;
  }

  std::string text(std::string_view name) {
    const auto& value = take(name);
    if (!value.as_string()) wrong(name, "a string");
    return *value.as_string();
  }

  std::optional<std::string> optional_text(std::string_view name) {
    const auto& value = take(name);
    if (value.is_null()) return std::nullopt;
    if (!value.as_string()) wrong(name, "a string or null");
    return *value.as_string();
  }

  std::uint64_t count(std::string_view name) {
    const auto* number = take(name).as_int();
    if (!number || *number < 0) wrong(name, "a whole number");
    return static_cast<std::uint64_t>(*number);
  }

  Digest digest(std::string_view name) {
    const auto digest = digest_from_base64(text(name));
    if (!digest) wrong(name, "a SHA-256 in base 64");
    return *digest;
  }

  std::vector<std::string> texts(std::string_view name) {
    std::vector<std::string> out;
    for (const auto& item : array(name)) {
      if (!item.as_string()) wrong(name, "a list of strings");
      out.push_back(*item.as_string());
    }
    return out;
  }

  const Array& array(std::string_view name) {
    const auto* list = take(name).as_array();
    if (!list) wrong(name, "a list");
    return *list;
  }

  void finish() const {
    for (const auto& [name, value] : object_->members()) {
      if (!taken_.contains(name)) refuse(fmt::format("{} has the unknown member {}", where_, visible(name)));
    }
  }

  [[noreturn]] void wrong(std::string_view name, std::string_view expected) const {
    refuse(fmt::format("{} of {} is not {}", name, where_, expected));
  }

 private:
  const Object* object_;
  std::string where_;
  std::set<std::string, std::less<>> taken_;
};

bool is_hex_digest(std::string_view text) {
  return text.size() == 64 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Nothing that would lead out of the manifest's folder.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find_first_of(std::string_view{"/\\\0", 3}) == std::string_view::npos;
}

ManifestFile read_file(const Value& value, std::size_t place) {
  Members members{value, fmt::format("file {}", place + 1)};
  ManifestFile file;
  file.name = members.text("name");
  if (!is_plain_name(file.name)) members.wrong("name", "the name of a file beside the manifest");
  file.bytes = members.count("bytes");
  file.rows = members.count("rows");
  file.sha256 = members.text("sha256");
  if (!is_hex_digest(file.sha256)) members.wrong("sha256", "64 hex digits");
  file.root = members.digest("merkleRoot");
  members.finish();
  return file;
}

void check_sums(const Manifest& manifest) {
  std::uint64_t rows = 0;
  std::set<std::string_view> names;
  for (const auto& file : manifest.files) {
    if (file.rows > manifest.rows - rows) refuse("the rows of its files are not those of the whole");
    rows += file.rows;
    if (!names.insert(file.name).second) refuse("it names a file twice");
  }
  if (rows != manifest.rows) refuse("the rows of its files are not those of the whole");
}

Manifest read_members(const Value& json) {
  Members members{json, "the manifest"};
  if (members.count("manifestVersion") != version) members.wrong("manifestVersion", "1");
  Manifest out;
  out.format = members.text("format");
  if (std::ranges::find(formats, out.format) == formats.end()) members.wrong("format", "one that is known");
  out.compression = members.text("compression");
  if (std::ranges::find(compressions, out.compression) == compressions.end())
    members.wrong("compression", "one that is known");
  out.rows = members.count("rows");
  out.root = members.digest("merkleRoot");
  const auto& files = members.array("files");
  for (std::size_t i = 0; i < files.size(); ++i) out.files.push_back(read_file(files[i], i));
  out.first_time = members.optional_text("firstTime");
  out.last_time = members.optional_text("lastTime");
  out.first_key = members.optional_text("firstKey");
  out.last_key = members.optional_text("lastKey");
  out.sources = members.texts("sources");
  const auto* filters = members.take("filters").as_object();
  if (!filters) members.wrong("filters", "an object");
  out.filters = *filters;
  out.redacted = members.texts("redacted");
  out.salt = members.optional_text("salt");
  out.snapshot = members.text("snapshot");
  out.database = members.text("database");
  out.created = members.text("created");
  out.tool = members.text("tool");
  members.finish();
  return out;
}

}  // namespace

std::string to_json(const Manifest& manifest) {
  Array files;
  for (const auto& file : manifest.files) {
    files.emplace_back(Object{{"name", file.name},
                              {"bytes", static_cast<std::int64_t>(file.bytes)},
                              {"rows", static_cast<std::int64_t>(file.rows)},
                              {"sha256", file.sha256},
                              {"merkleRoot", digest_to_base64(file.root)}});
  }
  const Value json{Object{{"manifestVersion", version},
                          {"format", manifest.format},
                          {"compression", manifest.compression},
                          {"rows", static_cast<std::int64_t>(manifest.rows)},
                          {"merkleRoot", digest_to_base64(manifest.root)},
                          {"files", std::move(files)},
                          {"firstTime", manifest.first_time},
                          {"lastTime", manifest.last_time},
                          {"firstKey", manifest.first_key},
                          {"lastKey", manifest.last_key},
                          {"sources", to_array(manifest.sources)},
                          {"filters", manifest.filters},
                          {"redacted", to_array(manifest.redacted)},
                          {"salt", manifest.salt},
                          {"snapshot", manifest.snapshot},
                          {"database", manifest.database},
                          {"created", manifest.created},
                          {"tool", manifest.tool}}};
  return to_pretty_json(json) + "\n";
}

Manifest parse_manifest(std::string_view json) {
  if (json.size() > longest_manifest) refuse("it is longer than 16 MiB");
  Value value;
  try {
    value = parse_json(json);
  } catch (const Error& error) {
    refuse(error.message());
  }
  auto manifest = read_members(value);
  check_sums(manifest);
  return manifest;
}

}  // namespace admctl::audit
