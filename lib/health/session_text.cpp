#include "lib/health/session_text.hpp"

#include <fmt/format.h>

#include "lib/core/redact.hpp"
#include "lib/core/text.hpp"

namespace admctl::health {

std::string query_text(std::string_view query, std::size_t width) {
  std::string line;
  bool blank = true;
  for (const char c : query) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space)
      line += c;
    else if (!blank)
      line += ' ';
    blank = space;
  }
  return clip(redact_passwords(line), width);
}

std::string session_text(pg::RowView row) {
  const auto user = row.text("usename");
  const auto application = row.text("application_name");
  const auto comma = user.empty() || application.empty() ? "" : ", ";
  const auto who = fmt::format("{}{}{}", user, comma, application);
  return who.empty() ? fmt::format("pid {}", row.text("pid"))
                     : fmt::format("pid {} ({})", row.text("pid"), who);
}

}  // namespace admctl::health
