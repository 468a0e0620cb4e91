#include "lib/audit/json_scan.hpp"

#include <algorithm>
#include <vector>

#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::audit {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_{text} {}

  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }
  void skip() { ++at_; }
  void skip_blanks() {
    while (!done() && is_blank(peek())) ++at_;
  }

  // From the opening quote to behind the closing one.
  std::string_view take_string() {
    const auto start = at_;
    // Most of an export's bytes pass here: the place is kept in a register.
    auto at = at_ + 1;
    const auto size = text_.size();
    while (at < size && text_[at] != '"') at += text_[at] == '\\' ? 2 : 1;
    at_ = std::min(at + 1, size);
    return text_.substr(start, at_ - start);
  }

  // Numbers and the words true, false, null.
  std::string_view take_plain() {
    const auto start = at_;
    at_ = std::min(text_.find_first_of(",]}: \n\r\t\"{[", at_ + 1), text_.size());
    return text_.substr(start, at_ - start);
  }

  std::string_view take_value() {
    skip_blanks();
    const auto start = at_;
    std::size_t depth = 0;
    do {
      if (done()) break;
      const char c = peek();
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        ++depth;
        skip();
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;
        --depth;
        skip();
      } else if (depth > 0) {
        skip();
      } else {
        take_plain();
      }
    } while (depth > 0);
    return text_.substr(start, at_ - start);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// The name that a quoted token stands for.
std::string_view member_name(std::string_view token, std::string& decoded) {
  const auto inner = token.size() >= 2 ? token.substr(1, token.size() - 2) : std::string_view{};
  if (inner.find('\\') == std::string_view::npos) return inner;
  decoded = parse_json(token).string_or("");
  return decoded;
}

class Compactor {
 public:
  Compactor(std::string& out, std::string_view json, const MemberRules* rules)
      : out_{out}, scan_{json}, rules_{rules} {}

  void run() {
    for (scan_.skip_blanks(); !scan_.done(); scan_.skip_blanks()) {
      const char c = scan_.peek();
      if (c == '"')
        take_string();
      else if (c == '{' || c == '[')
        open(c);
      else if (c == '}' || c == ']')
        close(c);
      else if (c == ',' || c == ':')
        separate(c);
      else
        out_ += scan_.take_plain();
    }
  }

 private:
  struct Level {
    bool is_object;
    std::string_view name;  // the token of the member that is being read
    std::size_t index = 0;  // of the element that is being read
  };

  void take_string() {
    const auto token = scan_.take_string();
    out_ += token;
    if (!key_next_) return;
    key_next_ = false;
    levels_.back().name = token;
    if (!rules_) return;
    const auto treatment = rules_->treatment(member_name(token, decoded_), static_cast<int>(levels_.size()));
    if (treatment == Treatment::keep) return;
    scan_.skip_blanks();
    if (scan_.done() || scan_.peek() != ':') return;
    scan_.skip();
    out_ += ':';
    replace(treatment, scan_.take_value());
  }

  void replace(Treatment treatment, std::string_view value) {
    if (value == "null") {
      out_ += "null";
    } else if (treatment == Treatment::mask) {
      append_json_string(out_, redacted);
    } else {
      compact_.clear();
      append_compact_json(compact_, value);
      rules_->commit(out_, pointer(), compact_);
    }
  }

  std::string pointer() {
    std::string out;
    for (const auto& level : levels_)
      append_pointer(out, level.is_object ? member_name(level.name, decoded_) : std::to_string(level.index));
    return out;
  }

  void open(char c) {
    levels_.push_back({c == '{', {}});
    key_next_ = c == '{';
    put(c);
  }

  void close(char c) {
    if (!levels_.empty()) levels_.pop_back();
    key_next_ = false;
    put(c);
  }

  void separate(char c) {
    if (c == ',' && !levels_.empty()) {
      key_next_ = levels_.back().is_object;
      ++levels_.back().index;
    }
    put(c);
  }

  void put(char c) {
    out_ += c;
    scan_.skip();
  }

  std::string& out_;
  Scanner scan_;
  const MemberRules* rules_;
  std::vector<Level> levels_;
  bool key_next_ = false;
  std::string decoded_;
  std::string compact_;
};

}  // namespace

void append_compact_json(std::string& out, std::string_view json, const MemberRules& rules) {
  Compactor{out, json, &rules}.run();
}

void append_compact_json(std::string& out, std::string_view json) { Compactor{out, json, nullptr}.run(); }

void append_pointer(std::string& out, std::string_view name) {
  out += '/';
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
}

void find_members(std::string_view json, std::span<const std::string_view> names,
                  std::span<std::string_view> values) {
  Scanner scan{json};
  scan.skip_blanks();
  if (scan.done() || scan.peek() != '{') return;
  scan.skip();
  std::string decoded;
  for (scan.skip_blanks(); !scan.done() && scan.peek() == '"'; scan.skip_blanks()) {
    const auto name = member_name(scan.take_string(), decoded);
    scan.skip_blanks();
    if (scan.done() || scan.peek() != ':') return;
    scan.skip();
    const auto value = scan.take_value();
    const auto it = std::ranges::find(names, name);
    if (it != names.end()) values[static_cast<std::size_t>(it - names.begin())] = value;
    scan.skip_blanks();
    if (scan.done() || scan.peek() != ',') return;
    scan.skip();
  }
}

}  // namespace admctl::audit
