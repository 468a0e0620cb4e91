// Keys, signed notes and checkpoints: what others can read, and what is refused.
#include "lib/audit/signed_note.hpp"

#include <array>
#include <vector>

#include <catch2/catch.hpp>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/verify_database.hpp"
#include "lib/core/codes/audit.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::audit {
namespace {

using test::error_of;

// From the documentation of golang.org/x/mod/sumdb/note, whose keys and signatures these are.
constexpr std::string_view other_private =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view other_public = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view other_text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr std::string_view other_note =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "\xe2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6R"
    "yyBwJnAM=\n";

Trust check(std::string_view note, const PublicKey& key) {
  return check_note(SignedNote::parse(note), std::array{key});
}

}  // namespace

TEST_CASE("keys and signatures are those of other implementations of signed notes") {
  const auto key = SigningKey::parse(other_private);
  CHECK(key.public_key().text() == other_public);
  CHECK(key.text() == other_private);
  CHECK(sign_note(other_text, key) == other_note);
  CHECK(check(other_note, PublicKey::parse(other_public)) == Trust::signed_by_key);
}

TEST_CASE("a new key signs what its public part verifies, and nothing else") {
  const auto key = SigningKey::generate("example.com/audit");
  const auto read = PublicKey::parse(" " + key.public_key().text() + "\n");
  CHECK(read == key.public_key());
  auto note = sign_note("a text\nof two lines\n", key);
  CHECK(check(note, read) == Trust::signed_by_key);
  CHECK(check(note, SigningKey::generate("example.com/audit").public_key()) == Trust::unknown_key);
  note[2] = 'T';
  CHECK(check(note, read) == Trust::wrong);
}

TEST_CASE("a key that cannot be read is refused without quoting it") {
  const auto key = SigningKey::generate("name").text();
  const std::vector<std::string> bad{"",
                                     "name",
                                     "name+00000000+AAAA",
                                     key.substr(0, key.size() - 4),
                                     "PRIVATE+KEY+other" + key.substr(16),
                                     key + "x"};
  for (const auto& text : bad) {
    INFO(text);
    const auto error = error_of([&] { SigningKey::parse(text); });
    CHECK(error.code() == code::bad_signing_key);
    CHECK(error.message().find(key.substr(30, 20)) == std::string::npos);
  }
  for (const auto* name : {"", "two words", "plus+sign", "tab\t"})
    CHECK(error_of([&] { SigningKey::generate(name); }).code() == code::bad_signing_key);
}

TEST_CASE("a note that is damaged is refused, one that mail changed is read") {
  const std::string note{other_note};
  const std::vector<std::string> bad{"",
                                     "\n",
                                     note.substr(0, note.size() - 1),
                                     note.substr(0, note.find("\n\n") + 2),
                                     note + "no signature\n",
                                     "text\n\n\xe2\x80\x94 name !!!!\n",
                                     "bell\a\n\n" + note.substr(note.find("\n\n") + 2),
                                     std::string(70'000, 'x'),
                                     "bad \xff utf-8\n\n" + note.substr(note.find("\n\n") + 2)};
  for (const auto& text : bad) {
    INFO(text.substr(0, 60));
    CHECK(error_of([&] { SignedNote::parse(text); }).code() == code::bad_signed_text);
  }
  auto mailed = note;
  for (std::size_t i = mailed.find('\n'); i != std::string::npos; i = mailed.find('\n', i + 2))
    mailed.insert(i, 1, '\r');
  CHECK(check(mailed, PublicKey::parse(other_public)) == Trust::signed_by_key);
}

TEST_CASE("a checkpoint is read as it was written") {
  Checkpoint checkpoint{.origin = "admctl/app/audit/1234", .size = 7, .root = {}, .extensions = {}};
  checkpoint.root[3] = 0xff;
  checkpoint.extensions = {{"seal", "2"}, {"horizon", "2026-01-01T00:00:00Z"}};
  const auto read = Checkpoint::parse(checkpoint.text());
  CHECK(read.text() == checkpoint.text());
  CHECK(*read.extension("horizon") == "2026-01-01T00:00:00Z");
  CHECK(read.extension("other") == nullptr);
  const auto root = digest_to_base64(checkpoint.root);
  for (const auto& text :
       {std::string{}, std::string{"a\n1\n"}, "a\n01\n" + root + "\n", "a\n-1\n" + root + "\n",
        "a\n1\n" + root.substr(4) + "\n", "\n1\n" + root + "\n", "a\n1\n" + root,
        "a\n99999999999999999999\n" + root + "\n", "a\n1\n" + root + "\n\nb c\n"}) {
    INFO(text);
    CHECK(error_of([&] { Checkpoint::parse(text); }).code() == code::bad_signed_text);
  }
}

TEST_CASE("several notes in one text are told apart, indented or not") {
  const auto key = SigningKey::generate("k");
  const auto first = sign_note("one\n1\n", key);
  const auto second = sign_note("two\n2\n", key);
  CHECK(split_notes(first + "\n" + second) == std::vector{first, second});
  CHECK(split_notes(first + second) == std::vector{first, second});
  CHECK(split_notes("\n\n  one\n  1\n\n  " + first.substr(first.find("\xe2\x80\x94"))) == std::vector{first});
  CHECK(split_notes("").empty());
}

}  // namespace admctl::audit
