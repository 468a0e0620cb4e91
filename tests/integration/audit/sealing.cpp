#include "tests/integration/audit/sealing.hpp"

#include "lib/ops/write.hpp"
#include "tests/support/deals.hpp"

namespace admctl::test {

std::vector<audit::Sealed> seal_rows(const TestDatabase& database, const audit::SigningKey& key,
                                     const audit::SealRequest& asked) {
  auto session = database.session();
  std::vector<audit::Sealed> seals;
  ops::write(session, admarket(), request("audit.seal"),
             [&](ops::Writer& writer) { seals = audit::seal(writer, asked, key); });
  return seals;
}

audit::VerifyReport verify_rows(const TestDatabase& database, const audit::VerifyRequest& request) {
  auto session = database.session();
  return audit::verify_database(session, admarket(), request);
}

std::vector<std::string> notes_of(const std::vector<audit::Sealed>& seals) {
  std::vector<std::string> notes;
  for (const auto& sealed : seals) notes.push_back(sealed.note);
  return notes;
}

void tamper(const TestDatabase& database, const std::string& sql) {
  database.execute("BEGIN; SET LOCAL session_replication_role = replica; " + sql + "; COMMIT");
}

}  // namespace admctl::test
