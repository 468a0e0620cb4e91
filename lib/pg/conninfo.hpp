// Where a database is: a libpq connection string, taken apart and shown without its password.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace admctl::pg {

// libpq keywords (host, port, dbname, user, password, sslmode ...) with their values. Keywords that are
// absent fall back to libpq's own defaults (passfile, service file) when a session is opened.
class Conninfo {
 public:
  Conninfo() = default;
  // Takes a URL (postgresql://...) or keyword/value text. Prisma's extra URL parameters (schema,
  // connection_limit, pool_timeout, pgbouncer ...) are dropped, as libpq does not know them.
  // Throws code::bad_url; the message never contains the password.
  static Conninfo parse(std::string_view text);

  std::optional<std::string> get(std::string_view keyword) const;
  void set(std::string_view keyword, std::string value);
  // True when no keyword is set.
  bool empty() const { return values_.empty(); }

  // keyword='value' text for libpq, password included: only for connecting.
  std::string to_libpq() const;
  // postgresql:// URL; with the password only when asked for.
  std::string to_url(bool with_password = false) const;
  // "shop at /run/sock (port 5432)" or "app on db.example.com:5432": for people, without password.
  std::string describe() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace admctl::pg
