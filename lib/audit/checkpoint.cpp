#include "lib/audit/checkpoint.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "lib/core/base64.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

[[noreturn]] void refuse(std::string why) {
  throw Error{code::bad_signed_text, "the checkpoint cannot be read: " + std::move(why)};
}

}  // namespace

const std::string* Checkpoint::extension(std::string_view name) const {
  const auto found = std::ranges::find(extensions, name, &std::pair<std::string, std::string>::first);
  return found == extensions.end() ? nullptr : &found->second;
}

std::string Checkpoint::text() const {
  auto out = fmt::format("{}\n{}\n{}\n", origin, size, digest_to_base64(root));
  for (const auto& [name, value] : extensions) out += fmt::format("{} {}\n", name, value);
  return out;
}

Checkpoint Checkpoint::parse(std::string_view text) {
  if (!text.ends_with('\n')) refuse("its last line is cut off");
  text.remove_suffix(1);
  const auto lines = split(text, '\n');
  if (lines.size() < 3) refuse("it has less than three lines");
  Checkpoint out;
  out.origin = lines[0];
  const auto size = parse_count(lines[1]);
  const auto root = digest_from_base64(lines[2]);
  if (out.origin.empty()) refuse("its first line, the log's name, is empty");
  if (!size) refuse("its second line is no number of leaves");
  if (!root) refuse("its third line is no root hash");
  out.size = *size;
  out.root = *root;
  for (std::size_t i = 3; i < lines.size(); ++i) {
    if (lines[i].empty()) refuse("it has an empty line");
    const auto blank = lines[i].find(' ');
    out.extensions.emplace_back(lines[i].substr(0, blank),
                                blank == std::string::npos ? "" : lines[i].substr(blank + 1));
  }
  return out;
}

std::optional<Digest> digest_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  Digest digest;
  if (!bytes || bytes->size() != digest.size()) return std::nullopt;
  std::ranges::copy(*bytes, digest.begin());
  return digest;
}

std::string digest_to_base64(const Digest& digest) { return to_base64(as_text(digest)); }

std::optional<std::uint64_t> parse_count(std::string_view text) {
  if (!is_digits(text) || (text.size() > 1 && text.front() == '0')) return std::nullopt;
  std::uint64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc{} || stop != end) return std::nullopt;
  return number;
}

}  // namespace admctl::audit
