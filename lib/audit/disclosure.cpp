#include "lib/audit/disclosure.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "lib/audit/compression.hpp"
#include "lib/audit/json_scan.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t portion = 256 * 1024;

// What may stand in an export for that text.
std::vector<std::string> forms_of(std::string_view value) {
  std::vector<std::string> forms(1);
  append_json_string(forms.front(), value);
  try {
    parse_json(value);
    append_compact_json(forms.emplace_back(), value);
  } catch (const Error&) {
    // It is no JSON, so it was text.
  }
  return forms;
}

// Looks for texts of one length in bytes that come in portions.
class Search {
 public:
  explicit Search(std::vector<std::string> wanted) : wanted_{std::move(wanted)} {}

  void take(std::string_view bytes) {
    if (found_) return;
    window_ += bytes;
    for (const auto& text : wanted_) {
      const auto at = window_.find(text);
      if (at == std::string::npos) continue;
      found_ = Disclosure{text, line_ + lines_in(std::string_view{window_}.substr(0, at))};
      return;
    }
    // The beginning of one may be the end of this portion.
    const auto kept = std::min(window_.size(), wanted_.front().size() - 1);
    line_ += lines_in(std::string_view{window_}.substr(0, window_.size() - kept));
    window_.erase(0, window_.size() - kept);
  }

  const std::optional<Disclosure>& found() const { return found_; }

 private:
  static std::uint64_t lines_in(std::string_view text) {
    return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
  }

  std::vector<std::string> wanted_;
  std::string window_;
  std::uint64_t line_ = 1;
  std::optional<Disclosure> found_;
};

}  // namespace

std::optional<Disclosure> find_commitment(const std::filesystem::path& file, const Opening& opening,
                                          std::string_view value) {
  std::vector<std::string> commitments;
  for (const auto& form : forms_of(value)) commitments.push_back(commitment_of(opening, form));
  std::ifstream in{file, std::ios::binary};
  if (!in) {
    throw Error{code::bad_export_file,
                fmt::format("cannot read {}: {}", file.string(), std::generic_category().message(errno))};
  }
  Search search{std::move(commitments)};
  std::unique_ptr<ByteFilter> plain;
  const auto take = [&](std::string_view bytes) { search.take(bytes); };
  std::string buffer(portion, '\0');
  while (!search.found() &&
         (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())), in.gcount() > 0)) {
    const std::string_view bytes{buffer.data(), static_cast<std::size_t>(in.gcount())};
    if (!plain) plain = make_decompressor(compression_of_bytes(bytes));
    plain->write(bytes, take);
  }
  if (!search.found() && plain) plain->finish(take);
  return search.found();
}

}  // namespace admctl::audit
