// Files of settings, comparisons, secrets, rollback, versions: as a script meets them.
#include <fstream>

#include <catch2/catch.hpp>

#include "lib/core/json_text.hpp"
#include "tests/support/config_packs.hpp"
#include "tests/support/database.hpp"
#include "tests/support/pty.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {
namespace {

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A database and the pack that it is worked on with.
class Shop {
 public:
  Shop(void (*write)(const TempFolder&), std::string_view tables) : database{Template::empty} {
    write(folder);
    if (!tables.empty()) database.execute(tables);
  }
  RunResult run(std::vector<std::string> args, const std::string& input = {}) const {
    args.insert(args.begin(), {"--db", database.url(), "--platform", folder.path().string() + "/"});
    RunOptions options;
    options.input = input;
    return run_admctl(args, options);
  }
  Value json(std::vector<std::string> args) const {
    args.insert(args.end(), {"-o", "json"});
    const auto result = run(std::move(args));
    INFO(result.err);
    REQUIRE(result.out.starts_with('{'));
    return parse_json(result.out);
  }
  std::string file(const std::string& name, std::string_view text) const {
    folder.write(name, text);
    return (folder.path() / name).string();
  }

  TempFolder folder;
  TestDatabase database;
};

RunResult on(const TestDatabase& database, std::vector<std::string> args, const std::string& input = {}) {
  args.insert(args.begin(), {"--db", database.url()});
  RunOptions options;
  options.input = input;
  return run_admctl(args, options);
}

}  // namespace

TEST_CASE("apply plans first, writes once, and finds nothing to do the second time") {
  const TestDatabase database{Template::seeded};
  const TempFolder folder;
  folder.write("s.yaml", "platform_fee_bps: 450\npayment_timeout_hours: 24\nmin_deal_amount_ton: '1'\n");
  const auto file = (folder.path() / "s.yaml").string();
  const auto dry = on(database, {"config", "apply", "-f", file, "--dry-run", "-o", "json"});
  CHECK(dry.exit == 0);
  REQUIRE(parse_json(dry.out).at("changes").as_array());
  CHECK(parse_json(dry.out).at("changes").as_array()->size() == 2);
  CHECK(on(database, {"config", "get", "platform_fee_bps", "--raw"}).out == "500\n");

  const auto asked = on(database, {"config", "apply", "-f", file});
  CHECK(asked.exit == 2);
  CHECK(holds(asked.err, "platform_fee_bps: 500 -> 450"));
  const auto pty = run_on_pty({"--db", database.url(), "config", "apply", "-f", file}, {{"[y/N]", "n\n"}});
  CHECK(pty.exit == 11);

  const auto done = on(database, {"config", "apply", "-f", file, "--yes"});
  CHECK(done.exit == 0);
  CHECK(holds(done.err, "may not see platform_fee_bps"));
  CHECK(database.value("SELECT count(*) FROM admctl.operation WHERE kind = 'config.apply'") == "1");
  CHECK(database.value(
            "SELECT count(*) FROM audit_logs WHERE action = 'config.set' AND metadata->>'command' LIKE "
            "'%apply%'") == "2");
  const auto again = on(database, {"config", "apply", "-f", "-", "--yes"}, "platform_fee_bps: 450\n");
  CHECK(again.exit == 0);
  CHECK(holds(again.err, "nothing was written"));
}

TEST_CASE("apply with a key repeats the answer, with --prune removes what the file does not have") {
  const Shop shop{write_native_pack, ""};
  CHECK(shop.run({"config", "set", "tokens.text", "keep me not"}).exit == 0);
  const auto file = shop.file("s.yaml", "payouts.cycle: monthly\n");
  const auto first = shop.run({"config", "apply", "-f", file, "--yes", "--key", "job"});
  CHECK(first.exit == 0);
  CHECK(holds(shop.run({"config", "apply", "-f", file, "--yes", "--key", "job"}).err, "applied before"));
  CHECK(shop.run({"config", "apply", "-f", file, "--prune", "--yes"}).exit == 0);
  CHECK(shop.database.value("SELECT string_agg(key, ' ') FROM admctl.setting") == "payouts.cycle");
}

TEST_CASE("apply refuses a wrong file whole, by its lines") {
  const Shop shop{write_native_pack, ""};
  const auto wrong =
      shop.run({"config", "apply", "-f", "-", "--yes"}, "payouts.cycle: monthly\npayments.minAmount: 5\n");
  CHECK(wrong.exit == 2);
  CHECK(holds(wrong.err, "line 2: payments.minAmount cannot be '5'"));
  CHECK(shop.run({"config", "apply", "-f", "-", "--yes"}, "payouts.cycles: monthly\n").exit == 3);
  const auto together = shop.run({"config", "apply", "-f", "-", "--yes"}, "payments.maxAmount: 99\n");
  CHECK(together.exit == 2);
  CHECK(holds(together.err, "the least must not exceed the most"));
  CHECK(shop.run({"config", "apply", "-f", "/no/such/file"}).exit == 1);
  CHECK(shop.run({"config", "apply"}).exit == 2);
}

TEST_CASE("an export applies without a change, here and to an empty database, and never holds a secret") {
  const Shop shop{write_bot_pack, bot_tables};
  CHECK(shop.run({"config", "set", "ADMIN_API_SECRET", "--file", "-"}, "0123456789-hunter2\n").exit == 0);
  CHECK(shop.run({"config", "set", "vip_channels", R"(["-1001"])"}).exit == 0);
  CHECK(shop.run({"config", "set", "features:draft", R"({"ts": 1, "data": {"a": true}})"}).exit == 0);
  for (const auto& format : {"yaml", "json"}) {
    const auto file = shop.run({"config", "export", "--comments", "--format", format});
    CHECK_FALSE(holds(file.out, "hunter2"));
    CHECK(holds(shop.run({"config", "apply", "-f", "-", "--prune", "--yes"}, file.out).err,
                "nothing was written"));
    const Shop other{write_bot_pack, bot_tables};
    CHECK(other.run({"config", "apply", "-f", "-", "--yes"}, file.out).exit == 0);
    CHECK(other.run({"config", "get", "vip_channels", "--raw"}).out == "[\"-1001\"]\n");
    CHECK(other.database.value("SELECT count(*) FROM bot_settings") == "1");
  }
}

TEST_CASE("diff compares with a file, with another database, and two databases, masking secrets") {
  const Shop shop{write_native_pack, ""};
  CHECK(shop.run({"config", "set", "payouts.cycle", "monthly"}).exit == 0);
  CHECK(shop.run({"config", "set", "gateway.webhookSecret", "--file", "-"}, "hunter2-one").exit == 0);
  const auto file = shop.file("s.yaml", "payouts.cycle: weekly\n");
  const auto with_file = shop.json({"config", "diff", file});
  REQUIRE(with_file.at("rows").as_array()->size() == 2);
  CHECK(with_file.at("rows").as_array()->front().at("left") == Value{"monthly"});
  CHECK(shop.run({"config", "diff", file, "--exit-code"}).exit == 10);
  CHECK(shop.run({"config", "diff", file}).exit == 0);

  const Shop other{write_native_pack, ""};
  CHECK(other.run({"config", "set", "gateway.webhookSecret", "--file", "-"}, "hunter2-two").exit == 0);
  const auto both = shop.run({"config", "diff", shop.database.url(), other.database.url(), "-o", "json"});
  CHECK_FALSE(holds(both.out + both.err, "hunter2"));
  CHECK(parse_json(both.out).at("rows").as_array()->size() == 2);
  CHECK(shop.run({"config", "diff", shop.database.url(), "--exit-code"}).exit == 0);
  CHECK(shop.run({"config", "diff", "staging"}).exit == 3);
}

TEST_CASE("a secret is refused as an argument, taken from a pipe or a file, and shown nowhere") {
  const Shop shop{write_native_pack, ""};
  const auto argument = shop.run({"config", "set", "gateway.webhookSecret", "hunter2-argument"});
  CHECK(argument.exit == 2);
  CHECK(holds(argument.err, "ADM-5011"));
  CHECK_FALSE(holds(argument.err, "hunter2"));
  const auto piped = shop.run({"config", "set", "gateway.webhookSecret", "-"}, "hunter2-piped\n");
  CHECK(piped.exit == 0);
  CHECK(shop.database.value("SELECT value::text FROM admctl.setting") == "\"hunter2-piped\"");
  const auto file = shop.file("secret", "hunter2-file");
  const auto from_file = shop.run({"config", "set", "gateway.webhookSecret", "--file", file});
  CHECK(from_file.exit == 0);
  CHECK(shop.database.value("SELECT value::text FROM admctl.setting") == "\"hunter2-file\"");
  const auto operation = shop.database.value("SELECT id FROM admctl.operation ORDER BY seq DESC LIMIT 1");

  std::string said = piped.out + piped.err + from_file.out + from_file.err;
  for (const auto& args : std::vector<std::vector<std::string>>{{"config", "list", "-o", "json"},
                                                                {"config", "get", "gateway.webhookSecret"},
                                                                {"config", "history", "gateway.webhookSecret"},
                                                                {"config", "export"},
                                                                {"op", "show", operation, "-o", "json"},
                                                                {"op", "undo", operation, "--yes"},
                                                                {"config", "validate"},
                                                                {"audit", "export", "-f", "-"}}) {
    const auto run = shop.run(args);
    said += run.out + run.err;
  }
  CHECK(holds(said, "********"));
  CHECK_FALSE(holds(said, "hunter2"));
}

TEST_CASE("a value is read from standard input or a file, once, and may be unset and rolled back") {
  const Shop shop{write_native_pack, ""};
  CHECK(shop.run({"config", "set", "tokens.text", "--file", "-"}, "two\nlines\n").exit == 0);
  CHECK(shop.run({"config", "get", "tokens.text", "--raw"}).out == "two\nlines\n");
  CHECK(shop.run({"config", "set", "tokens.text"}).exit == 2);
  CHECK(shop.run({"config", "set", "tokens.text", "a", "--file", "-"}).exit == 2);
  const auto revision = shop.json({"config", "get", "tokens.text"}).at("setting").at("revision").string_or("");
  CHECK(shop.run({"config", "unset", "tokens.text", "--expect", revision}).exit == 0);
  CHECK(shop.run({"config", "unset", "tokens.text"}).exit == 0);
  const auto back = shop.json({"config", "rollback", "tokens.text", "--to", revision});
  CHECK(back.at("setting").at("new") == Value{"two\nlines"});
  CHECK(shop.run({"config", "rollback", "tokens.text"}).exit == 2);
  CHECK(shop.run({"config", "rollback", "tokens.text", "--to", "ffffffffffff"}).exit == 3);
}

TEST_CASE("describe needs no database, and set warns about a value that the application does not see") {
  const Shop shop{write_native_pack, ""};
  const auto page =
      run_admctl({"--platform", shop.folder.path().string() + "/", "--db", "postgresql://nowhere.invalid/x",
                  "config", "describe", "payments.minAmount", "-o", "json"});
  CHECK(page.exit == 0);
  const auto setting = parse_json(page.out).at("setting");
  CHECK(setting.at("range") == Value{"100 .. 100000"});
  CHECK(setting.at("rules") == Value{Array{"payments.minAmount <= payments.maxAmount"}});
  CHECK(setting.at("keptIn") == Value{"admctl.setting"});
  CHECK(holds(shop.run({"config", "set", "payouts.cycle", "monthly"}).err,
              "the application may not see this value: the environment variable PAYOUT_CYCLE"));
}

TEST_CASE("validate ends with 10 under --exit-code when something is wrong") {
  const Shop shop{write_native_pack, ""};
  CHECK(shop.run({"config", "set", "payouts.cycle", "monthly"}).exit == 0);
  CHECK(shop.run({"config", "validate", "--exit-code"}).exit == 0);
  shop.database.execute("UPDATE admctl.setting SET value = '\"daily\"'");
  const auto found = shop.run({"config", "validate", "--exit-code", "-o", "json"});
  CHECK(found.exit == 10);
  CHECK(parse_json(found.out).at("rows").as_array()->front().at("key") == Value{"payouts.cycle"});
}

TEST_CASE("a document is published, activated with a question, listed and deprecated") {
  const Shop shop{write_contract_pack, contract_tables};
  const auto terms = shop.file("terms.yaml", "title: Sale\nfundingWindowHours: 48\n");
  CHECK(
      shop.run({"config", "publish", "contract", "1.0.0", "--file", terms, "--title", "Sale Agreement"}).exit ==
      0);
  CHECK(shop.run({"config", "activate", "contract", "1.0.0"}).exit == 2);
  CHECK(shop.run({"config", "activate", "contract", "1.0.0", "--yes"}).exit == 0);
  CHECK(shop.run({"config", "publish", "contract", "1.1.0", "--file", "-"},
                 R"({"title": "S", "fundingWindowHours": 24})")
            .exit == 0);
  CHECK(shop.run({"config", "activate", "contract", "1.1.0", "--expect", "0.9.0", "--yes"}).exit == 5);
  CHECK(shop.run({"config", "activate", "contract", "1.1.0", "--expect", "1.0.0", "--yes"}).exit == 0);
  const auto rows = shop.json({"config", "versions", "contract"}).at("rows");
  REQUIRE(rows.as_array()->size() == 2);
  CHECK(rows.as_array()->front().at("active") == Value{false});
  CHECK_FALSE(rows.as_array()->front().at("deprecated").is_null());
  CHECK(rows.as_array()->back().at("active") == Value{true});
  CHECK(shop.run({"config", "deprecate", "contract", "1.1.0"}).exit == 6);
  CHECK(shop.run({"config", "set", "contract", "{}"}).exit == 2);
  CHECK(shop.run({"config", "versions", "nobody"}).exit == 3);
  CHECK(holds(shop.run({"config", "list"}).out, "version 1.1.0"));
}

}  // namespace admctl::test
