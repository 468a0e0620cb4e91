// The verifier: notes, checkpoints, proofs of one row and records of exports, whatever the bytes.
#include <cstddef>
#include <cstdint>

#include "lib/audit/checked_seals.hpp"
#include "lib/audit/checkpoint.hpp"
#include "lib/audit/export_records.hpp"
#include "lib/audit/inclusion.hpp"
#include "lib/audit/verify_database.hpp"
#include "lib/core/error.hpp"
#include "tests/fuzz/seeds.hpp"

namespace admctl::fuzz {

std::vector<std::string> seeds() {
  return {proof(), signature(), key().public_key().text(), "a,b\r\n1,\"x\"\r\n"};
}

namespace {

template <typename Action>
void attempt(const Action& action) {
  try {
    action();
  } catch (const Error&) {
    // Refused.
  }
}

// A proof that holds says what the good one says: the same row at the same place in a tree that was signed.
void check_proof(const std::string& text) {
  attempt([&] {
    const auto read = audit::InclusionProof::parse(text);
    if (!audit::check_proof(read, {key().public_key()}).why.empty()) return;
    const auto good = audit::InclusionProof::parse(proof());
    must(read.leaf == good.leaf && read.index == good.index && read.path == good.path);
    must(audit::SignedNote::parse(read.note).text == audit::SignedNote::parse(good.note).text);
  });
}

// However the bytes are cut, the records are the same.
void check_records(const std::string& text, std::string_view format) {
  const auto records = [&](std::size_t portion) {
    std::string all;
    attempt([&] {
      const auto splitter = audit::make_splitter(format);
      for (std::size_t i = 0; i < text.size(); i += portion) {
        splitter->write(std::string_view{text}.substr(i, portion), [&](std::string_view record) {
          all += std::to_string(record.size()) + ':' + std::string{record};
        });
      }
      splitter->finish();
      all += '.';
    });
    return all;
  };
  must(records(3) == records(text.size() + 1));
}

}  // namespace
}  // namespace admctl::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace admctl;
  const std::string text{reinterpret_cast<const char*>(data), size};
  fuzz::check_proof(text);
  fuzz::check_records(text, "csv");
  fuzz::check_records(text, "jsonl");
  fuzz::attempt([&] {
    const auto written = audit::Checkpoint::parse(text).text();
    fuzz::must(audit::Checkpoint::parse(written).text() == written);
  });
  fuzz::attempt([&] { fuzz::must(audit::PublicKey::parse(text).text().size() > 40); });
  for (const auto& note : audit::split_notes(text)) fuzz::attempt([&] { audit::SignedNote::parse(note); });
  if (const auto ranges = audit::parse_ranges(text)) fuzz::must(audit::ranges_text(*ranges) == text);
  return 0;
}
