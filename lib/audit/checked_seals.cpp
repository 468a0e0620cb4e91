#include "lib/audit/checked_seals.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

class Checker {
 public:
  Checker(const std::string& source, const std::vector<PublicKey>& trusted, Findings& findings)
      : source_{source}, trusted_{trusted}, findings_{findings} {}

  void seal(StoredSeal stored) {
    const auto title = fmt::format("seal {}", stored.nr);
    const auto checkpoint = open(stored.note, stored.public_key, title);
    if (!checkpoint) return;
    if (stored.nr != expected_nr_) {
      add(FindingKind::seal_missing, size_, stored.first_position,
          stored.nr == expected_nr_ + 1
              ? fmt::format("seal {} is missing", expected_nr_)
              : fmt::format("seals {} to {} are missing", expected_nr_, stored.nr - 1));
    } else if (stored.first_position != size_) {
      add(FindingKind::seal_changed, size_, stored.first_position,
          title + " does not begin where the one before it ends");
    }
    const auto* nr = checkpoint->extension(seal_line);
    if (checkpoint->size != stored.size || !nr || *nr != std::to_string(stored.nr) ||
        stored.first_position > stored.size) {
      add(FindingKind::seal_changed, stored.first_position, stored.size,
          fmt::format("the numbers beside the text of {} are not those that were signed", title));
    }
    if (out_.seals.empty() ? checkpoint->origin.ends_with(tombstone_suffix)
                           : checkpoint->origin != out_.seals.front().checkpoint.origin) {
      add(FindingKind::seal_changed, stored.first_position, stored.size,
          fmt::format("the text of {} is that of another log, {}", title, checkpoint->origin));
    }
    expected_nr_ = stored.nr + 1;
    size_ = std::max(size_, checkpoint->size);
    out_.seals.push_back({std::move(stored), *checkpoint});
  }

  void tombstone(const StoredTombstone& stored) {
    const auto title = fmt::format("tombstone {}", stored.nr);
    const auto checkpoint = open(stored.note, stored.public_key, title);
    if (!checkpoint) return;
    const auto* nr = checkpoint->extension(tombstone_line);
    const auto* positions = checkpoint->extension(positions_line);
    const auto ranges = positions ? parse_ranges(*positions) : std::nullopt;
    const bool fits =
        nr && *nr == std::to_string(stored.nr) && ranges && !out_.seals.empty() &&
        checkpoint->origin == out_.seals.front().checkpoint.origin + std::string{tombstone_suffix};
    if (!fits) {
      add(FindingKind::seal_changed, std::nullopt, std::nullopt,
          title + " is not one of this log: what it says of archived rows does not count");
      return;
    }
    out_.tombstones.push_back({stored.nr, *checkpoint, *ranges});
  }

  CheckedSeals finish() {
    std::ranges::sort(out_.signers);
    out_.signers.erase(std::unique(out_.signers.begin(), out_.signers.end()), out_.signers.end());
    return std::move(out_);
  }

 private:
  void add(FindingKind kind, std::optional<std::uint64_t> begin, std::optional<std::uint64_t> end,
           std::string what) {
    findings_.add({kind, source_, begin, end, {}, std::move(what)});
  }

  // The text, when it can be read and its signature is right.
  std::optional<Checkpoint> open(const std::string& text, const std::string& recorded_key,
                                 const std::string& title) {
    try {
      const auto note = SignedNote::parse(text);
      auto keys = trusted_;
      if (keys.empty()) keys.push_back(PublicKey::parse(recorded_key));
      const PublicKey* signer = nullptr;
      switch (check_note(note, keys, &signer)) {
        case Trust::wrong:
          add(FindingKind::bad_signature, std::nullopt, std::nullopt,
              fmt::format("the signature of {} is wrong", title));
          return std::nullopt;
        case Trust::unknown_key:
          add(FindingKind::bad_signature, std::nullopt, std::nullopt,
              fmt::format("{} is signed by {}, not by a key that you trust", title, signers_of(note)));
          return std::nullopt;
        case Trust::signed_by_key:
          break;
      }
      out_.signers.push_back(signer->name() + "+" + signer->id());
      return Checkpoint::parse(note.text);
    } catch (const Error& error) {
      add(FindingKind::seal_changed, std::nullopt, std::nullopt,
          fmt::format("{} cannot be read: {}", title, error.message()));
      return std::nullopt;
    }
  }

  static std::string signers_of(const SignedNote& note) {
    std::vector<std::string> names;
    for (const auto& signature : note.signatures) names.push_back(visible(signature.name) + "+" + signature.id);
    return join(names, ", ");
  }

  const std::string& source_;
  const std::vector<PublicKey>& trusted_;
  Findings& findings_;
  CheckedSeals out_;
  std::int64_t expected_nr_ = 1;
  std::uint64_t size_ = 0;
};

}  // namespace

CheckedSeals check_seals(pg::Transaction& tx, const std::string& source, const std::vector<PublicKey>& trusted,
                         Findings& findings) {
  Checker checker{source, trusted, findings};
  for (auto& seal : load_seals(tx, source)) checker.seal(std::move(seal));
  for (const auto& tombstone : load_tombstones(tx, source)) checker.tombstone(tombstone);
  return checker.finish();
}

std::string ranges_text(const std::vector<PositionRange>& ranges) {
  std::string text;
  for (const auto& range : ranges)
    text += fmt::format("{}{}-{}", text.empty() ? "" : ",", range.begin, range.end - 1);
  return text;
}

std::optional<std::vector<PositionRange>> parse_ranges(std::string_view text) {
  std::vector<PositionRange> ranges;
  for (const auto& part : split(text, ',')) {
    const auto dash = part.find('-');
    if (dash == std::string::npos) return std::nullopt;
    const auto first = parse_count(std::string_view{part}.substr(0, dash));
    const auto last = parse_count(std::string_view{part}.substr(dash + 1));
    if (!first || !last || *last < *first || *last == UINT64_MAX) return std::nullopt;
    if (!ranges.empty() && *first < ranges.back().end) return std::nullopt;
    ranges.push_back({*first, *last + 1});
  }
  return ranges;
}

}  // namespace admctl::audit
