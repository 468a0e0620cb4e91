// A parsed YAML document: nodes with their places. Internal to the YAML reader.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/platform/yaml_reader.hpp"

namespace admctl::platform {

struct YamlTree {
  // A place in the text, from 0; `column` counts bytes.
  struct Mark {
    int line = 0;
    int column = 0;
  };
  struct Node {
    YamlNode::Type type = YamlNode::Type::null;
    std::string scalar;
    Mark mark;
    std::vector<std::size_t> items;                            // list
    std::vector<std::pair<std::size_t, std::size_t>> members;  // map: key and value
    std::size_t size = 1;  // nodes below and including this one, aliases counted as often as they are used
    std::size_t depth = 1;
  };

  std::string path;
  std::string text;
  Code code;
  std::vector<Node> nodes;
  std::size_t root = 0;

  // The line without its end.
  std::string_view line(int number) const;
  std::string place(Mark mark) const;
  // Throws Error: message after the place, detail = the line with a caret under the column.
  [[noreturn]] void refuse(Mark mark, std::string_view message, std::string hint = {}) const;
};

// Throws Error{code}: see YamlNode::parse.
std::shared_ptr<const YamlTree> parse_yaml(std::string path, std::string text, const Code& code);

}  // namespace admctl::platform
