#include "lib/pg/rows.hpp"

#include <charconv>
#include <utility>

#include "lib/core/codes/general.hpp"
#include "lib/pg/connection.hpp"

namespace admctl::pg {

struct Rows::Data {
  pqxx::result result;
};

namespace {

std::int64_t to_integer(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc{} || end != text.data() + text.size()) {
    throw Error{code::bug, "expected an integer from the database, got '" + std::string{text} + "'"};
  }
  return value;
}

pqxx::row::size_type narrow(std::size_t column) { return static_cast<pqxx::row::size_type>(column); }

}  // namespace

Rows::Rows(std::shared_ptr<const Data> data) : data_{std::move(data)} {}

Rows make_rows(pqxx::result result) {
  return Rows{std::make_shared<const Rows::Data>(Rows::Data{std::move(result)})};
}

std::size_t Rows::size() const { return static_cast<std::size_t>(data_->result.size()); }
std::size_t Rows::columns() const { return data_->result.columns(); }
std::string Rows::column_name(std::size_t column) const { return data_->result.column_name(narrow(column)); }
std::size_t Rows::affected() const { return static_cast<std::size_t>(data_->result.affected_rows()); }

std::string_view RowView::text(std::size_t column) const {
  const auto field = rows_->data_->result.at(static_cast<pqxx::result::size_type>(index_)).at(narrow(column));
  return {field.c_str(), field.size()};
}

std::string_view RowView::text(std::string_view column) const {
  return text(rows_->data_->result.column_number(std::string{column}));
}

bool RowView::is_null(std::size_t column) const {
  return rows_->data_->result.at(static_cast<pqxx::result::size_type>(index_)).at(narrow(column)).is_null();
}

bool RowView::is_null(std::string_view column) const {
  return is_null(rows_->data_->result.column_number(std::string{column}));
}

std::optional<std::string> RowView::get(std::size_t column) const {
  return is_null(column) ? std::nullopt : std::optional{std::string{text(column)}};
}

std::optional<std::string> RowView::get(std::string_view column) const {
  return get(rows_->data_->result.column_number(std::string{column}));
}

std::int64_t RowView::integer(std::size_t column) const { return to_integer(text(column)); }
std::int64_t RowView::integer(std::string_view column) const { return to_integer(text(column)); }
bool RowView::boolean(std::size_t column) const { return text(column) == "t"; }
bool RowView::boolean(std::string_view column) const { return text(column) == "t"; }

}  // namespace admctl::pg
