#include "lib/pg/conninfo.hpp"

#include <array>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/error.hpp"
#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::pg {
namespace {

// Parameters that other tools put into the URL and libpq would refuse.
constexpr std::array foreign_parameters{"schema",    "connection_limit",     "pool_timeout",
                                        "pgbouncer", "statement_cache_size", "socket_timeout",
                                        "sslaccept", "sslidentity"};

std::string without_foreign_parameters(std::string_view text) {
  const auto question = text.find('?');
  if (text.find("://") == std::string_view::npos || question == std::string_view::npos)
    return std::string{text};
  std::string kept;
  auto rest = text.substr(question + 1);
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto parameter = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    const auto name = parameter.substr(0, parameter.find('='));
    bool foreign = false;
    for (const std::string_view known : foreign_parameters) foreign = foreign || name == known;
    if (!foreign && !parameter.empty()) {
      kept += kept.empty() ? '?' : '&';
      kept += parameter;
    }
  }
  return std::string{text.substr(0, question)} + kept;
}

// libpq quotes the offending part of the text in its messages, which may be the password.
std::string without_quoted_parts(std::string_view message) {
  std::string out;
  bool inside = false;
  for (const char c : message) {
    if (c == '"') {
      if (!inside) out += "\"...\"";
      inside = !inside;
    } else if (!inside && c != '\n') {
      out += c;
    }
  }
  return out;
}

std::string url_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

struct Place {
  std::string host;  // name, address or socket folder
  std::string port;  // empty: the default
};

// The hosts that libpq tries one after the other; empty when none is named, or their ports do not fit them:
// libpq refuses that when it connects.
std::vector<Place> places_of(const Conninfo& info) {
  const auto hosts = split(info.get("host").value_or(info.get("hostaddr").value_or("")), ',');
  const auto ports = split(info.get("port").value_or(""), ',');
  if (ports.size() > 1 && ports.size() != hosts.size()) return {};
  std::vector<Place> out;
  for (std::size_t i = 0; i < hosts.size(); ++i)
    out.push_back({hosts[i], ports.empty() ? std::string{} : ports[ports.size() > 1 ? i : 0]});
  return out;
}

}  // namespace

Conninfo Conninfo::parse(std::string_view text) {
  // A bare database name is libpq's shorthand; here it is far more likely a mistake.
  if (text.find('=') == std::string_view::npos && text.find("://") == std::string_view::npos) {
    throw Error{code::bad_url,
                "the connection string is neither a URL nor keyword=value text",
                {},
                "write it as postgresql://user@host:5432/database or host=... dbname=..."};
  }
  char* raw_message = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{
      PQconninfoParse(without_foreign_parameters(text).c_str(), &raw_message), &PQconninfoFree};
  const std::unique_ptr<char, decltype(&PQfreemem)> message{raw_message, &PQfreemem};
  if (!options) {
    throw Error{code::bad_url, "the connection string is not valid",
                without_quoted_parts(message ? message.get() : "out of memory"),
                "write it as postgresql://user@host:5432/database, with special characters percent-encoded"};
  }
  Conninfo info;
  for (const auto* option = options.get(); option->keyword; ++option) {
    if (option->val) info.values_.emplace(option->keyword, option->val);
  }
  return info;
}

std::optional<std::string> Conninfo::get(std::string_view keyword) const {
  const auto it = values_.find(keyword);
  return it == values_.end() ? std::nullopt : std::optional{it->second};
}

void Conninfo::set(std::string_view keyword, std::string value) {
  values_.insert_or_assign(std::string{keyword}, std::move(value));
}

std::string Conninfo::to_libpq() const {
  std::string out;
  for (const auto& [keyword, value] : values_) {
    out += fmt::format("{}{}='", out.empty() ? "" : " ", keyword);
    for (const char c : value) {
      if (c == '\'' || c == '\\') out += '\\';
      out += c;
    }
    out += '\'';
  }
  return out;
}

std::string Conninfo::to_url(bool with_password) const {
  std::string out = "postgresql://";
  if (const auto user = get("user")) {
    out += url_encode(*user);
    const auto password = get("password");
    if (password) out += ":" + (with_password ? url_encode(*password) : std::string{redacted});
    out += '@';
  }
  std::string parameters;
  const auto add = [&](std::string_view keyword, std::string_view value) {
    parameters += fmt::format("{}{}={}", parameters.empty() ? "?" : "&", keyword, url_encode(value));
  };
  const auto host = get("host");
  const auto places = places_of(*this);
  // A socket folder has no place in the authority part.
  const bool plain_host = host && host->find('/') == std::string::npos && !places.empty();
  if (plain_host) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto& [name, port] = places[i];
      out += i == 0 ? "" : ",";
      out += name.find(':') == std::string::npos ? name : "[" + name + "]";
      if (!port.empty()) out += ":" + port;
    }
  }
  out += '/';
  if (const auto database = get("dbname")) out += url_encode(*database);
  for (const auto& [keyword, value] : values_) {
    if (keyword == "user" || keyword == "password" || keyword == "dbname") continue;
    if (plain_host && (keyword == "host" || keyword == "port")) continue;
    add(keyword, value);
  }
  return out + parameters;
}

std::string Conninfo::describe() const {
  const auto database =
      get("dbname").value_or(get("service") ? "service " + *get("service") : "default database");
  const auto places = places_of(*this);
  if (places.size() > 1) {
    std::vector<std::string> names;
    for (const auto& place : places) names.push_back(place.host + (place.port.empty() ? "" : ":" + place.port));
    const auto wanted = get("target_session_attrs");
    return fmt::format("{} on {}{}", database, join(names, " or "),
                       wanted && *wanted != "any" ? " (" + *wanted + ")" : "");
  }
  const auto host = get("host").value_or(get("hostaddr").value_or("default host"));
  if (host.starts_with('/')) return fmt::format("{} at {}", database, host);
  const auto port = get("port");
  return fmt::format("{} on {}{}", database, host, port ? ":" + *port : "");
}

}  // namespace admctl::pg
