#include "lib/pg/copy.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/pg/connection.hpp"
#include "lib/pg/missing_privilege.hpp"

namespace admctl::pg {
namespace {

void start(Session::Impl& impl, const std::string& statement, ExecStatusType expected) {
  impl.last_error.reset();
  const LibpqResult result{PQexec(impl.connection->raw(), statement.c_str()), &PQclear};
  if (PQresultStatus(result.get()) != expected) impl.throw_last();
}

// Takes the results that follow the data; returns the number of rows in the command tag.
std::size_t finish_results(Session::Impl& impl) {
  std::size_t rows = 0;
  bool failed = false;
  for (;;) {
    const LibpqResult result{PQgetResult(impl.connection->raw()), &PQclear};
    if (!result) break;
    if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) {
      const std::string_view tuples = PQcmdTuples(result.get());
      std::from_chars(tuples.data(), tuples.data() + tuples.size(), rows);
    } else {
      failed = true;
    }
  }
  if (failed) impl.throw_last();
  return rows;
}

}  // namespace

void copy_out(Transaction& tx, std::string_view query, std::string_view options,
              const std::function<void(std::string_view)>& row) {
  auto& impl = tx.session().impl();
  auto* raw = impl.connection->raw();
  const auto statement = fmt::format("COPY ({}) TO STDOUT {}", query, options);
  with_reasons(tx.session(), statement, [&] { start(impl, statement, PGRES_COPY_OUT); });
  const auto drain = [&] {
    tx.session().cancel();
    char* data = nullptr;
    while (PQgetCopyData(raw, &data, 0) > 0) PQfreemem(data);
    while (PGresult* result = PQgetResult(raw)) PQclear(result);
  };
  for (;;) {
    char* data = nullptr;
    const int length = PQgetCopyData(raw, &data, 0);
    if (length <= 0) break;
    const std::unique_ptr<char, decltype(&PQfreemem)> owner{data, &PQfreemem};
    try {
      row({data, static_cast<std::size_t>(length)});
    } catch (...) {
      // The connection must leave COPY before anybody else may use it.
      drain();
      throw;
    }
  }
  finish_results(impl);
}

std::string quote_literal(Transaction& tx, std::string_view text) {
  auto* raw = tx.session().impl().connection->raw();
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted{PQescapeLiteral(raw, text.data(), text.size()),
                                                           &PQfreemem};
  if (!quoted) throw Error{code::sql_failed, "a value is not valid UTF-8 text", PQerrorMessage(raw)};
  return quoted.get();
}

CopyIn::CopyIn(Transaction& tx, std::string_view table, std::span<const std::string> columns,
               std::string_view options)
    : tx_{tx} {
  const auto statement = fmt::format("COPY {} ({}) FROM STDIN {}", table, quote_list(columns), options);
  with_reasons(tx_.session(), statement, [&] { start(tx_.session().impl(), statement, PGRES_COPY_IN); });
}

CopyIn::~CopyIn() {
  if (!open_) return;
  auto* raw = tx_.session().impl().connection->raw();
  PQputCopyEnd(raw, "abandoned by the client");
  while (PGresult* result = PQgetResult(raw)) PQclear(result);
}

void CopyIn::write(std::string_view bytes) {
  // libpq keeps room for all of what it is given at once.
  constexpr std::size_t most = std::size_t{256} * 1024;
  auto& impl = tx_.session().impl();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(most, bytes.size()))) {
    const auto part = bytes.substr(0, most);
    if (PQputCopyData(impl.connection->raw(), part.data(), static_cast<int>(part.size())) != 1)
      impl.throw_last();
  }
}

std::size_t CopyIn::finish() {
  auto& impl = tx_.session().impl();
  open_ = false;
  if (PQputCopyEnd(impl.connection->raw(), nullptr) != 1) impl.throw_last();
  return finish_results(impl);
}

void append_copy_field(std::string& line, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '\\':
        line += "\\\\";
        break;
      case '\t':
        line += "\\t";
        break;
      case '\n':
        line += "\\n";
        break;
      case '\r':
        line += "\\r";
        break;
      default:
        line += c;
    }
  }
}

}  // namespace admctl::pg
