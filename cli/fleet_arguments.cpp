#include "cli/fleet_arguments.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace admctl::cli {
namespace {

constexpr std::array<std::string_view, 8> with_value{"--targets", "--parallel", "--canary", "--resume",
                                                     "--target",  "--db",       "--output", "--color"};
constexpr std::array<std::string_view, 5> alone{"--fail-fast", "--no-input", "-y", "--yes", "--no-headers"};
constexpr std::array<std::string_view, 2> letters{"-t", "-o"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

std::vector<std::string> without_fleet_flags(std::span<const std::string> rest) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    const std::string_view word = rest[i];
    if (word == "--") {
      out.insert(out.end(), rest.begin() + static_cast<std::ptrdiff_t>(i), rest.end());
      break;
    }
    if (is_one_of(alone, word)) continue;
    if (is_one_of(with_value, word.substr(0, word.find('=')))) {
      if (word.find('=') == std::string_view::npos) ++i;
      continue;
    }
    // "-o json", "-ojson" and "-o=json".
    if (is_one_of(letters, word.substr(0, 2))) {
      if (word.size() == 2) ++i;
      continue;
    }
    out.emplace_back(word);
  }
  return out;
}

bool reads_stdin(std::span<const std::string> rest) {
  return std::ranges::any_of(rest, [](std::string_view word) { return word == "-" || word.ends_with("=-"); });
}

}  // namespace admctl::cli
