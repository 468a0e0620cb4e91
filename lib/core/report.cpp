#include "lib/core/report.hpp"

namespace admctl {

Cell Cell::time(std::optional<Time> t) {
  Cell cell;
  cell.kind = Kind::time;
  if (t) cell.value = to_rfc3339(*t);
  return cell;
}

Cell Cell::state(std::string name) {
  Cell cell{Value{std::move(name)}};
  cell.kind = Kind::state;
  return cell;
}

Report Report::list(Table table) {
  Report report;
  report.sections.push_back({"rows", "", std::move(table)});
  return report;
}

Report& Report::note(std::string line) {
  notes.push_back(std::move(line));
  return *this;
}

Report& Report::suggest(std::string command) {
  next.push_back(std::move(command));
  return *this;
}

Report& Report::fields(std::string key, std::string title, std::vector<Field> fields) {
  sections.push_back({std::move(key), std::move(title), std::move(fields)});
  return *this;
}

Report& Report::table(std::string key, std::string title, Table table) {
  sections.push_back({std::move(key), std::move(title), std::move(table)});
  return *this;
}

Report& Report::text(std::string key, std::string title, std::string body) {
  sections.push_back({std::move(key), std::move(title), std::move(body)});
  return *this;
}

}  // namespace admctl
