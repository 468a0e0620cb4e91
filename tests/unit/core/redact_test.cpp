#include "lib/core/redact.hpp"

#include <random>
#include <string>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

using admctl::redact_command;
using admctl::redact_passwords;

namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

void check(const Cases& cases) {
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    CHECK(redact_passwords(text) == expected);
    CHECK(redact_passwords(expected) == expected);
  }
}

}  // namespace

TEST_CASE("the password in a URL is replaced and nothing else") {
  check({
      {"postgres://u:secret@h", "postgres://u:********@h"},
      {"postgres://u:secret@h:5432/db?sslmode=require", "postgres://u:********@h:5432/db?sslmode=require"},
      {"postgresql://u:secret@h1:1,h2:2/db", "postgresql://u:********@h1:1,h2:2/db"},
      {"postgres://:secret@h/db", "postgres://:********@h/db"},
      {"postgres://u:secret@[::1]:5432/db", "postgres://u:********@[::1]:5432/db"},
      {"postgres://u:secret@/db?host=/run/pg", "postgres://u:********@/db?host=/run/pg"},
      {"postgres://u:p%40ss%3Aw%2Frd@h/db", "postgres://u:********@h/db"},
      {"postgres://u%40corp:secret@h/db", "postgres://u%40corp:********@h/db"},
      {"https://token:x-oauth@example.org/a", "https://token:********@example.org/a"},
      {"postgres://u:пароль@h/db", "postgres://u:********@h/db"},
      {"postgres://u:\xff\xfe@h/db", "postgres://u:********@h/db"},
  });
}

TEST_CASE("a password that should have been percent-encoded is replaced whole") {
  check({
      {"postgres://u:p@ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:p:ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:@:@:@h/db", "postgres://u:********@h/db"},
      {"postgres://u:p/ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:7/ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:p?ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:p#ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:p\"'ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:my pass@h/db", "postgres://u:********@h/db"},
      {"postgres://u:my p@ss@h/db", "postgres://u:********@h/db"},
      {"postgres://u:a://b@h/db", "postgres://u:********@h/db"},
      {"postgres://u@corp:secret@h/db", "postgres://u@corp:********@h/db"},
      {"postgres://u:Xpassword=1@h/db", "postgres://u:********@h/db"},
  });
}

TEST_CASE("a password among the parameters of a URL is replaced") {
  check({
      {"postgres://h/db?password=secret", "postgres://h/db?password=********"},
      {"postgres://h/db?user=u&password=secret&sslmode=require",
       "postgres://h/db?user=u&password=********&sslmode=require"},
      {"postgres://h/db?sslpassword=secret&user=u", "postgres://h/db?sslpassword=********&user=u"},
      {"postgres://h/db?PASSWORD=secret", "postgres://h/db?PASSWORD=********"},
      {"postgres://h/db?password=p%26q%20r", "postgres://h/db?password=********"},
      {"postgres://h/db?password=a@b:c", "postgres://h/db?password=********"},
      {"postgres://h:5432/db?password=a@b", "postgres://h:5432/db?password=********"},
      {"postgres://h:5432?password=a@b", "postgres://h:5432?password=********"},
      {"postgres://h/db?password=a\\b&user=u", "postgres://h/db?password=********&user=u"},
      {"postgres://u:one@h/db?password=two", "postgres://u:********@h/db?password=********"},
      {"postgres://u:one@h/db?sslpassword=t@wo&password=thr@e",
       "postgres://u:********@h/db?sslpassword=********&password=********"},
      {"jdbc:postgresql://h/db?user=u&password=secret", "jdbc:postgresql://h/db?user=u&password=********"},
  });
}

TEST_CASE("the password of a keyword/value string is replaced by libpq's rules") {
  check({
      {"password=secret", "password=********"},
      {"host=h password=secret user=u", "host=h password=******** user=u"},
      {"host=h password='with space' user=u", "host=h password=******** user=u"},
      {"host=h password='it\\'s \\\\ here' user=u", "host=h password=******** user=u"},
      {"host=h password=a\\ b user=u", "host=h password=******** user=u"},
      {"host=h password = secret user=u", "host=h password = ******** user=u"},
      {"host=h password= secret user=u", "host=h password= ******** user=u"},
      {"host=h password\t=\n'x y' user=u", "host=h password\t=\n******** user=u"},
      {"password=\"with space\" user=u", "password=******** user=u"},
      {"password='never closed user=u", "password=********"},
      {"password='ends in backslash\\", "password=********"},
      {"password=a&b=c user=u", "password=******** user=u"},
      {"password=a@b:c/d user=u", "password=******** user=u"},
      {"PassWord=secret", "PassWord=********"},
      {"sslpassword=one password=two", "sslpassword=******** password=********"},
      {"PGPASSWORD=secret psql", "PGPASSWORD=******** psql"},
      {"user=u\npassword=secret\nhost=h", "user=u\npassword=********\nhost=h"},
      {"password=password=x host=h", "password=******** host=h"},
  });
}

TEST_CASE("text around a password stays readable") {
  check({
      {"cannot connect to \"postgres://u:secret@h/db\": timeout",
       "cannot connect to \"postgres://u:********@h/db\": timeout"},
      {"see \"postgres://h/db?password=secret\", then", "see \"postgres://h/db?password=********\", then"},
      {"(\"host=h password=secret\")", "(\"host=h password=********\")"},
      {"from postgres://a:one@h/x to postgres://b:two@h/y.",
       "from postgres://a:********@h/x to postgres://b:********@h/y."},
      {"postgres://a:one@h/x\npostgres://b@h/y", "postgres://a:********@h/x\npostgres://b@h/y"},
  });
}

TEST_CASE("text without a password stays as it is") {
  for (const std::string text : {
           "",
           "plain",
           "://",
           "postgres://",
           "postgres://h",
           "postgres://h:5432/db",
           "postgres://h:5432/db?sslmode=require",
           "postgres://u@h:5432/db",
           "postgres://u:@h/db",
           "postgres:///db?host=/run/pg",
           "postgres://[::1]:5432/db",
           "http://localhost:8080/ and mail me@example.org",
           "user@example.org",
           "a=b c:d@e",
           "password",
           "password=",
           "host=h password=",
           "password='' ",
           "postgres://h/db?password=&user=u",
           "fe_sendauth: no password supplied",
           "password_encryption=scram-sha-256",
           "passwordless = yes",
       }) {
    CAPTURE(text);
    const auto unquoted = text == "password='' " ? std::string{"password=******** "} : text;
    CHECK(redact_passwords(text) == unquoted);
  }
}

TEST_CASE("no password of awkward characters shows through") {
  std::mt19937 random{42};
  const auto pick = [&](std::string_view from) {
    std::string word;
    const auto length = 1 + random() % 12;
    while (word.size() < length) word += from[random() % from.size()];
    return word;
  };
  for (int i = 0; i < 5000; ++i) {
    const auto in_url = pick("aZ7@:/?#%&='\"\\.,;()[]{}~\xff");
    CAPTURE(in_url);
    CHECK(redact_passwords("postgres://u:" + in_url + "@h/db") == "postgres://u:********@h/db");

    const auto in_query = pick("aZ7@:/?#%=\\.,;()[]{}~\xff");
    CAPTURE(in_query);
    CHECK(redact_passwords("postgres://h:1/db?password=" + in_query + "&user=u") ==
          "postgres://h:1/db?password=********&user=u");

    const auto in_pair = pick("aZ7@:/?#%&='\"\\.,;()[]{}~ \t\n\xff");
    std::string quoted;
    for (const char c : in_pair) quoted += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string{c};
    CAPTURE(quoted);
    CHECK(redact_passwords("host=h password='" + quoted + "' user=u") == "host=h password=******** user=u");
    CHECK(redact_command(std::vector<std::string>{"--password=" + in_pair, "x"}) == "'--password=********' x");
  }
}

TEST_CASE("a long text is redacted in reasonable time") {
  std::string text;
  std::string expected;
  for (int i = 0; i < 5000; ++i) {
    text += "postgres://u:secret@h/db password=x ";
    expected += "postgres://u:********@h/db password=******** ";
  }
  CHECK(redact_passwords(text) == expected);
  const std::string signs(200'000, '=');
  CHECK(redact_passwords(signs) == signs);
  std::string urls;
  for (int i = 0; i < 30'000; ++i) urls += "://";
  CHECK(redact_passwords(urls) == urls);
  std::string words;
  for (int i = 0; i < 30'000; ++i) words += "http://h:80/?a=b ";
  CHECK(redact_passwords(words) == words);
}

TEST_CASE("a command is one line that a shell reads back") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{}, ""},
      {{"admctl", "inspect", "deal/1042"}, "admctl inspect deal/1042"},
      {{"admctl", ""}, "admctl ''"},
      {{"--reason", "it's stuck"}, "--reason 'it'\\''s stuck'"},
      {{"a b", "$HOME", "`x`", "*", "a;b", "~", "!", "#"}, "'a b' '$HOME' '`x`' '*' 'a;b' '~' '!' '#'"},
      {{"a\"b\\c"}, "'a\"b\\c'"},
      {{"--where", "state=FUNDED"}, "--where state=FUNDED"},
      {{"two\nlines\t'x' \\"}, "$'two\\x0alines\\x09\\'x\\' \\\\'"},
      {{"\x1b[31m"}, "$'\\x1b[31m'"},
      {{"\xff"}, "$'\\xff'"},
      {{"Привет"}, "'Привет'"},
  };
  for (const auto& [argv, line] : cases) {
    CAPTURE(line);
    CHECK(redact_command(argv) == line);
  }
}

TEST_CASE("a command's passwords are replaced wherever they stand") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> cases{
      {{"admctl", "--db", "postgres://u:secret@h/db", "check"},
       "admctl --db 'postgres://u:********@h/db' check"},
      {{"--db=postgres://u:secret@h/db"}, "'--db=postgres://u:********@h/db'"},
      {{"--db", "host=h password='with space' user=u"}, "--db 'host=h password=******** user=u'"},
      {{"--db=host=h password=secret"}, "'--db=host=h password=********'"},
      {{"--password", "secret", "x"}, "--password '********' x"},
      {{"--db-password", "two words", "x"}, "--db-password '********' x"},
      {{"--password=two words"}, "'--password=********'"},
      {{"--password=ends-with-password", "x"}, "'--password=********' x"},
      {{"PGPASSWORD=two words", "psql"}, "'PGPASSWORD=********' psql"},
      {{"--password"}, "--password"},
      {{"password", "x"}, "password x"},
  };
  for (const auto& [argv, line] : cases) {
    CAPTURE(line);
    CHECK(redact_command(argv) == line);
    CHECK(line.find("secret") == std::string::npos);
  }
}
