// TLS to a server with a certificate of its own authority.
#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "tests/support/run_admctl.hpp"
#include "tests/support/tls_server.hpp"

namespace admctl::test {
namespace {

RunResult target_test(const std::string& url, const std::string& more) {
  return run_admctl({"--db", url + more, "target", "test", "-o", "json"});
}

std::string said_of(const RunResult& run, const std::string& check) {
  const auto document = parse_json(run.out);
  for (const auto& row : *document.at("rows").as_array()) {
    if (row.at("check") == Value{check}) return row.at("what").string_or("");
  }
  return "nothing";
}

TEST_CASE("sslmode is honoured against a server with a certificate of its own authority") {
  const TlsServer server;
  const auto with_ca = "&sslrootcert=" + server.authority();
  SECTION("verify-full proves who it is") {
    const auto run = target_test(server.url(), "&sslmode=verify-full" + with_ca);
    CAPTURE(run.out, run.err);
    CHECK(run.exit == 0);
    CHECK(said_of(run, "tls").find("TLSv1.") == 0);
    CHECK(said_of(run, "tls").find("sslmode=verify-full") != std::string::npos);
  }
  SECTION("another authority did not sign it") {
    const auto run = target_test(server.url(), "&sslmode=verify-full&sslrootcert=" + server.other_authority());
    CAPTURE(run.out, run.err);
    CHECK(run.exit == 4);
    CHECK(said_of(run, "connection").find("certificate") != std::string::npos);
    CHECK(run.out.find("sslrootcert=FILE") != std::string::npos);
  }
  SECTION("another name is not in it") {
    const auto run = target_test(server.url("other.test"), "&sslmode=verify-full" + with_ca);
    CAPTURE(run.out, run.err);
    CHECK(run.exit == 4);
    CHECK(said_of(run, "connection").find("other.test") != std::string::npos);
    CHECK(target_test(server.url("other.test"), "&sslmode=verify-ca" + with_ca).exit == 0);
  }
  SECTION("a server without TLS is not talked to") {
    server.set_tls(false);
    for (const std::string mode : {"require", "verify-full"}) {
      const auto run = target_test(server.url(), "&sslmode=" + mode + with_ca);
      CAPTURE(mode, run.out, run.err);
      CHECK(run.exit == 4);
      CHECK(said_of(run, "connection").find("SSL") != std::string::npos);
    }
    const auto run = target_test(server.url(), "");
    CHECK(run.exit == 0);
    CHECK(said_of(run, "tls") == "none: sslmode=prefer");
  }
}

TEST_CASE("a protected target elsewhere is written to only when its server has proved who it is") {
  const TlsServer server;
  const TempFolder folder;
  folder.write("admctl/config.yaml",
               "targets:\n"
               "  strict:\n    url: " +
                   server.url() + "&sslrootcert=" + server.authority() +
                   "\n    protection: protected\n"
                   "  bare:\n    url: " +
                   server.url() +
                   "\n    protection: protected\n"
                   "  loose:\n    url: " +
                   server.url() + "&sslmode=require\n    protection: protected\n");
  const auto run = [&](std::vector<std::string> args) {
    return run_admctl(args, {.env = {{"XDG_CONFIG_HOME", folder.path().string()}}});
  };
  const auto strict = run({"target", "test", "strict", "-o", "json"});
  CAPTURE(strict.out, strict.err);
  CHECK(strict.exit == 0);
  CHECK(said_of(strict, "tls").find("sslmode=verify-full") != std::string::npos);
  CHECK(run({"target", "test", "bare"}).exit == 4);
  const auto loose = run({"target", "test", "loose", "-o", "json"});
  CHECK(loose.exit == 0);
  CHECK(said_of(loose, "tls").find("sslmode=require") != std::string::npos);

  // The database says itself that it is protected, and the URL says nothing of TLS.
  server.execute("ALTER DATABASE postgres SET admctl.protection = 'protected'");
  const std::vector<std::string> up{"migrate", "up", "--write", "--reason", "x", "--ticket", "x", "--yes"};
  auto args = up;
  args.insert(args.begin(), {"--db", server.url()});
  const auto refused = run(args);
  CAPTURE(refused.err);
  CHECK(refused.exit == 6);
  CHECK(refused.err.find("ADM-1111") != std::string::npos);
  args[1] = server.url() + "&sslmode=verify-full&sslrootcert=" + server.authority();
  const auto done = run(args);
  CAPTURE(done.err);
  CHECK(done.exit == 0);
}

}  // namespace
}  // namespace admctl::test
