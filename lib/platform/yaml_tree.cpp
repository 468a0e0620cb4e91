#include "lib/platform/yaml_tree.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>

#include <fmt/format.h>

#include "lib/core/text.hpp"

namespace admctl::platform {
namespace {

using Type = YamlNode::Type;
using Mark = YamlTree::Mark;

// Aliases can make a short text describe an astronomically large document.
constexpr std::size_t max_nodes = 1'000'000;
constexpr std::size_t max_depth = 100;

bool is_digits(std::string_view text, std::string_view digits = "0123456789") {
  return !text.empty() && text.find_first_not_of(digits) == std::string_view::npos;
}

bool is_integer(std::string_view text) {
  if (text.starts_with("0x")) return is_digits(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with("0o")) return is_digits(text.substr(2), "01234567");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return is_digits(text);
}

bool is_number(std::string_view text) {
  static constexpr std::array special{".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (std::ranges::find(special, text) != special.end()) return true;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    auto exponent = text.substr(e + 1);
    if (exponent.starts_with('-') || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!is_digits(exponent)) return false;
    text = text.substr(0, e);
  }
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return is_digits(text);
  const auto whole = text.substr(0, dot);
  const auto fraction = text.substr(dot + 1);
  return (whole.empty() ? !fraction.empty() : is_digits(whole)) && (fraction.empty() || is_digits(fraction));
}

Type plain_type(std::string_view text) {
  static constexpr std::array booleans{"true", "True", "TRUE", "false", "False", "FALSE"};
  if (std::ranges::find(booleans, text) != booleans.end()) return Type::boolean;
  if (is_integer(text)) return Type::integer;
  return is_number(text) ? Type::number : Type::text;
}

// What usually lies behind the parser's words.
std::string syntax_hint(std::string_view message) {
  if (message.find("illegal map value") != std::string_view::npos) {
    return "Quote text that holds ': ', and indent the keys of one mapping alike.";
  }
  if (message.starts_with("end of map not found") || message.starts_with("end of sequence not found")) {
    return "Is the line indented like those it belongs to, and does its key end with ':'?";
  }
  if (message.find("flow") != std::string_view::npos)
    return "Is a bracket, a comma or a quote missing before this?";
  if (message.find("tab") != std::string_view::npos) return "Indent with blanks.";
  return {};
}

Mark at(const YAML::Mark& mark) { return {std::max(mark.line, 0), std::max(mark.column, 0)}; }

// Builds the tree from yaml-cpp's events. Its own Node type drops duplicate keys silently.
class Builder : public YAML::EventHandler {
 public:
  explicit Builder(YamlTree& tree) : tree_{tree} {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(make(Type::null, mark), anchor); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    auto type = Type::text;
    if (tag == "?" || tag.empty()) {
      type = plain_type(value);
      check_not_cut(mark, value);
    } else if (tag != "!" && tag != "tag:yaml.org,2002:str") {
      refuse_tag(mark, tag);
    }
    const auto index = make(type, mark);
    tree_.nodes[index].scalar = value;
    add(index, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Type::list, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(Type::map, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto index = anchors_.at(anchor);
    if (std::ranges::find(open_, index, &Open::index) != open_.end()) {
      tree_.refuse(at(mark), "an alias inside the value it stands for");
    }
    place(index, at(mark));
  }

  bool has_root() const { return has_root_; }

 private:
  // A list or mapping whose end has not been read yet.
  struct Open {
    std::size_t index;
    std::optional<std::size_t> key;   // waiting for its value
    std::map<std::string, int> seen;  // keys so far and their lines
  };

  std::size_t make(Type type, const YAML::Mark& mark) {
    YamlTree::Node node;
    node.type = type;
    node.mark = at(mark);
    tree_.nodes.push_back(std::move(node));
    return tree_.nodes.size() - 1;
  }

  [[noreturn]] void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    tree_.refuse(at(mark), fmt::format("tag '{}' is not supported", tag), "Write the value without a tag.");
  }

  // In `see issue #12` and `r."data" #>> '{a}'` YAML takes the rest of the line for a comment, silently.
  void check_not_cut(const YAML::Mark& mark, std::string_view value) {
    auto rest =
        std::string_view{tree_.text}.substr(std::min(static_cast<std::size_t>(mark.pos), tree_.text.size()));
    if (!rest.starts_with(value)) return;
    rest.remove_prefix(value.size());
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.size() < 2 || rest[0] != '#' ||
        std::string_view{"# \t\r\n"}.find(rest[1]) != std::string_view::npos)
      return;
    tree_.refuse(at(mark), "the text is cut off at '#', which starts a comment",
                 "Quote the text, or put a blank after '#' if it is a comment.");
  }

  void open(Type type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (tag != "?" && tag != "!" && !tag.empty()) refuse_tag(mark, tag);
    const auto index = make(type, mark);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = index;
    open_.push_back({index, std::nullopt, {}});
    if (open_.size() > max_depth) tree_.refuse(at(mark), "values are nested too deeply");
  }

  void close() {
    const auto index = open_.back().index;
    open_.pop_back();
    place(index, tree_.nodes[index].mark);
  }

  void add(std::size_t index, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = index;
    place(index, tree_.nodes[index].mark);
  }

  // Puts a finished node into the collection that is being read.
  void place(std::size_t index, Mark mark) {
    if (open_.empty()) {
      tree_.root = index;
      has_root_ = true;
      return;
    }
    auto& open = open_.back();
    auto& parent = tree_.nodes[open.index];
    const auto& child = tree_.nodes[index];
    parent.size += child.size;
    parent.depth = std::max(parent.depth, child.depth + 1);
    if (parent.size > max_nodes || parent.depth > max_depth) {
      tree_.refuse(mark, "the document is too large once its aliases are replaced by what they stand for");
    }
    if (parent.type == Type::list) {
      parent.items.push_back(index);
    } else if (!open.key) {
      check_key(open, index, mark);
      open.key = index;
    } else {
      parent.members.emplace_back(*open.key, index);
      open.key.reset();
    }
  }

  void check_key(Open& open, std::size_t index, Mark mark) {
    const auto& node = tree_.nodes[index];
    if (node.type == Type::list || node.type == Type::map || node.type == Type::null || node.scalar.empty()) {
      tree_.refuse(mark, "a key must be a word");
    }
    if (node.scalar == "<<" && node.type == Type::text) {
      tree_.refuse(mark, "merge keys are not supported", "Write an alias as a whole value instead: key: *name");
    }
    const auto [first, is_new] = open.seen.emplace(node.scalar, mark.line + 1);
    if (!is_new) {
      tree_.refuse(mark, fmt::format("duplicate key '{}'", node.scalar),
                   fmt::format("It was already given in line {}.", first->second));
    }
  }

  YamlTree& tree_;
  std::map<YAML::anchor_t, std::size_t> anchors_;
  std::vector<Open> open_;
  bool has_root_ = false;
};

Mark mark_of_byte(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto line = std::ranges::count(before, '\n');
  const auto start = before.rfind('\n');
  const auto column = start == std::string_view::npos ? offset : offset - start - 1;
  return {static_cast<int>(line), static_cast<int>(column)};
}

void check_characters(const YamlTree& tree) {
  if (const auto bad = find_invalid_utf8(tree.text)) {
    tree.refuse(mark_of_byte(tree.text, *bad), "the file is not valid UTF-8", "Save it as UTF-8.");
  }
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
  };
  const auto control = std::ranges::find_if(tree.text, is_control);
  if (control == tree.text.end()) return;
  const auto offset = static_cast<std::size_t>(control - tree.text.begin());
  tree.refuse(mark_of_byte(tree.text, offset),
              fmt::format("control character 0x{:02x} in the file", static_cast<unsigned char>(*control)));
}

}  // namespace

std::string_view YamlTree::line(int number) const {
  std::string_view rest = text;
  for (int i = 0; i < number; ++i) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return {};
    rest.remove_prefix(end + 1);
  }
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r')) rest.remove_suffix(1);
  return rest;
}

std::string YamlTree::place(Mark mark) const {
  const auto before = line(mark.line).substr(0, static_cast<std::size_t>(mark.column));
  // Continuation bytes of UTF-8 are no characters of their own.
  const auto characters = std::ranges::count_if(before, [](char c) { return (c & 0xc0) != 0x80; });
  return fmt::format("{}:{}:{}", path, mark.line + 1, characters + 1);
}

void YamlTree::refuse(Mark mark, std::string_view message, std::string hint) const {
  const auto shown = [](std::string_view part) {
    std::string blanks{part};
    std::ranges::replace(blanks, '\t', ' ');
    return visible(blanks);
  };
  const auto source = line(mark.line);
  const auto indent = display_width(shown(source.substr(0, static_cast<std::size_t>(mark.column))));
  std::string detail;
  if (!source.empty()) detail = fmt::format("{}\n{}^", shown(source), std::string(indent, ' '));
  throw Error{code, fmt::format("{}: {}", place(mark), message), std::move(detail), std::move(hint)};
}

std::shared_ptr<const YamlTree> parse_yaml(std::string path, std::string text, const Code& code) {
  auto tree = std::make_shared<YamlTree>();
  tree->path = std::move(path);
  tree->text = std::move(text);
  tree->code = code;
  if (tree->text.starts_with("\xEF\xBB\xBF")) tree->text.erase(0, 3);
  check_characters(*tree);
  try {
    std::istringstream input{tree->text};
    YAML::Parser parser{input};
    Builder builder{*tree};
    if (!parser.HandleNextDocument(builder) || !builder.has_root()) tree->refuse({}, "the file is empty");
    // What is wrong in a second document is told of the same file.
    YamlTree rest;
    rest.path = tree->path;
    rest.text = tree->text;
    rest.code = tree->code;
    Builder ignored{rest};
    if (parser.HandleNextDocument(ignored)) {
      tree->refuse(rest.nodes.empty() ? Mark{} : rest.nodes.front().mark,
                   "the file holds more than one document",
                   "Keep one document and remove the '---' between them.");
    }
  } catch (const YAML::Exception& error) {
    tree->refuse(at(error.mark), fmt::format("YAML syntax: {}", error.msg), syntax_hint(error.msg));
  }
  return tree;
}

}  // namespace admctl::platform
