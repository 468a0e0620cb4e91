// The result of a query: text values, absent when NULL.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace admctl::pg {

class Rows;

// One row of a result; valid as long as a copy of its Rows lives.
class RowView {
 public:
  // The text of a value; empty when NULL.
  std::string_view text(std::size_t column) const;
  std::string_view text(std::string_view column) const;
  bool is_null(std::size_t column) const;
  bool is_null(std::string_view column) const;
  // nullopt when NULL.
  std::optional<std::string> get(std::size_t column) const;
  std::optional<std::string> get(std::string_view column) const;
  std::int64_t integer(std::size_t column) const;
  std::int64_t integer(std::string_view column) const;
  bool boolean(std::size_t column) const;
  bool boolean(std::string_view column) const;

 private:
  friend class Rows;
  RowView(const Rows* rows, std::size_t index) : rows_{rows}, index_{index} {}
  const Rows* rows_;
  std::size_t index_;
};

class Rows {
 public:
  struct Data;
  explicit Rows(std::shared_ptr<const Data> data);

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  std::size_t columns() const;
  std::string column_name(std::size_t column) const;
  // Rows touched by INSERT, UPDATE, DELETE.
  std::size_t affected() const;
  RowView operator[](std::size_t row) const { return RowView{this, row}; }
  RowView front() const { return RowView{this, 0}; }

  class Iterator {
   public:
    Iterator(const Rows* rows, std::size_t index) : rows_{rows}, index_{index} {}
    RowView operator*() const { return (*rows_)[index_]; }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const Rows* rows_;
    std::size_t index_;
  };
  Iterator begin() const { return {this, 0}; }
  Iterator end() const { return {this, size()}; }

 private:
  friend class RowView;
  std::shared_ptr<const Data> data_;
};

}  // namespace admctl::pg
