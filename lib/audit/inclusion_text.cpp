#include <algorithm>

#include <fmt/format.h>

#include "lib/audit/inclusion.hpp"
#include "lib/audit/merkle_proof.hpp"
#include "lib/core/base64.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

constexpr std::string_view header = "c2sp.org/tlog-proof@v1\n";
constexpr std::string_view extra = "extra ";
constexpr std::string_view index_word = "index ";
// A tree of so many levels holds more leaves than can be counted.
constexpr std::size_t longest_path = 64;

[[noreturn]] void refuse(std::string why) {
  throw Error{code::bad_proof, "the proof cannot be read: " + std::move(why)};
}

std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  if (end == std::string_view::npos) refuse("it is cut off");
  const auto line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

bool looks_like_proof(std::string_view text) { return text.starts_with(header.substr(0, header.size() - 1)); }

std::string InclusionProof::text() const {
  auto out = fmt::format("{}{}{}\n{}{}\n", header, extra, to_base64(leaf), index_word, index);
  for (const auto& hash : path) out += digest_to_base64(hash) + '\n';
  return out + '\n' + note;
}

InclusionProof InclusionProof::parse(std::string_view text) {
  if (!text.starts_with(header)) refuse("it does not begin with c2sp.org/tlog-proof@v1");
  text.remove_prefix(header.size());
  InclusionProof proof;
  auto line = take_line(text);
  if (!line.starts_with(extra)) refuse("it does not hold the row");
  const auto leaf = from_base64(line.substr(extra.size()));
  if (!leaf) refuse("the row in it is not base 64");
  proof.leaf = *leaf;
  line = take_line(text);
  const auto index = line.starts_with(index_word) ? parse_count(line.substr(index_word.size())) : std::nullopt;
  if (!index) refuse("it does not say the row's place");
  proof.index = *index;
  for (line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto hash = digest_from_base64(line);
    if (!hash) refuse("a line is no hash");
    if (proof.path.size() == longest_path) refuse("its path is longer than any tree is high");
    proof.path.push_back(*hash);
  }
  proof.note = text;
  return proof;
}

CheckedProof check_proof(const InclusionProof& proof, const std::vector<PublicKey>& trusted) {
  const auto note = SignedNote::parse(proof.note);
  CheckedProof out{.checkpoint = Checkpoint::parse(note.text),
                   .signer = visible(note.signatures.front().name) + "+" + note.signatures.front().id,
                   .why = {}};
  if (!trusted.empty()) {
    const auto trust = check_note(note, trusted);
    out.signature_checked = true;
    if (trust == Trust::wrong) out.why = "the checkpoint's signature is wrong";
    if (trust == Trust::unknown_key)
      out.why = fmt::format("the checkpoint is signed by {}, not by a key that you trust", out.signer);
    if (!out.why.empty()) return out;
  }
  const auto leaf = TreeHasher{}.leaf(proof.leaf);
  if (!proves_inclusion(proof.index, out.checkpoint.size, leaf, proof.path, out.checkpoint.root))
    out.why = "the row is not in the tree that was signed";
  return out;
}

}  // namespace admctl::audit
