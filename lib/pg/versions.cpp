#include "lib/pg/versions.hpp"

#include <charconv>
#include <string_view>

#include <dlfcn.h>
#include <libpq-fe.h>
#include <pg_query.h>
#include <pqxx/version>

namespace admctl::pg {

std::string libpqxx_version() { return PQXX_VERSION; }

std::string libpq_version() {
  const int number = PQlibVersion();
  return std::to_string(number / 10000) + '.' + std::to_string(number % 10000);
}

namespace {

// libpg_query.so.1504.0 is release 15-4.0.
std::string release_of(std::string_view file) {
  const auto dot = file.rfind(".so.");
  if (dot == std::string_view::npos) return {};
  file.remove_prefix(dot + 4);
  int number = 0;
  const auto* end = std::from_chars(file.data(), file.data() + file.size(), number).ptr;
  const auto rest = std::string{end, file.data() + file.size()};
  return number < 100 ? std::string{file}
                      : std::to_string(number / 100) + '-' + std::to_string(number % 100) + rest;
}

}  // namespace

// The library does not tell; the name of its file does.
std::string libpg_query_version() {
  Dl_info place{};
  const bool found =
      ::dladdr(reinterpret_cast<const void*>(&pg_query_parse), &place) != 0 && place.dli_fname != nullptr;
  const auto loaded = found ? release_of(place.dli_fname) : std::string{};
  return loaded.empty() ? release_of(ADMCTL_PG_QUERY_FILE) : loaded;
}

std::string grammar_version() { return PG_VERSION; }

}  // namespace admctl::pg
