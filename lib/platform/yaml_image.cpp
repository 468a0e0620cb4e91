#include "lib/platform/yaml_image.hpp"

#include <cstdint>
#include <limits>

#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::platform {
namespace {

constexpr int bytes_of_number = 4;

void put(std::string& out, std::size_t number) {
  for (int i = 0; i < bytes_of_number; ++i) out += static_cast<char>(number >> (8 * i) & 0xff);
}

void put_node(std::string& out, const YamlTree::Node& node) {
  put(out, static_cast<std::size_t>(node.type));
  put(out, static_cast<std::size_t>(node.mark.line));
  put(out, static_cast<std::size_t>(node.mark.column));
  put(out, node.size);
  put(out, node.depth);
  put(out, node.scalar.size());
  out += node.scalar;
  put(out, node.items.size());
  for (const auto item : node.items) put(out, item);
  put(out, node.members.size());
  for (const auto& [key, value] : node.members) {
    put(out, key);
    put(out, value);
  }
}

class Reader {
 public:
  explicit Reader(std::string_view image) : rest_{image} {}

  std::size_t number() {
    const auto bytes = take(bytes_of_number);
    std::size_t out = 0;
    for (int i = 0; i < bytes_of_number; ++i) {
      out |= std::size_t{static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)])} << (8 * i);
    }
    return out;
  }

  // A number of things that take at least `bytes` each.
  std::size_t count(std::size_t bytes) {
    const auto out = number();
    if (out > rest_.size() / bytes) broken();
    return out;
  }

  std::size_t index(std::size_t end) {
    const auto out = number();
    if (out >= end) broken();
    return out;
  }

  std::string_view take(std::size_t size) {
    if (rest_.size() < size) broken();
    const auto out = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return out;
  }

  void end() const {
    if (!rest_.empty()) broken();
  }

  [[noreturn]] static void broken() { throw Error{code::bug, "the image of a YAML document is broken"}; }

 private:
  std::string_view rest_;
};

YamlTree::Node take_node(Reader& reader, std::size_t nodes) {
  YamlTree::Node node;
  node.type = static_cast<YamlNode::Type>(reader.index(static_cast<std::size_t>(YamlNode::Type::map) + 1));
  node.mark.line = static_cast<int>(reader.index(std::numeric_limits<int>::max()));
  node.mark.column = static_cast<int>(reader.index(std::numeric_limits<int>::max()));
  node.size = reader.number();
  node.depth = reader.number();
  node.scalar = reader.take(reader.number());
  node.items.resize(reader.count(bytes_of_number));
  for (auto& item : node.items) item = reader.index(nodes);
  node.members.resize(reader.count(2 * bytes_of_number));
  for (auto& [key, value] : node.members) {
    key = reader.index(nodes);
    value = reader.index(nodes);
  }
  return node;
}

}  // namespace

std::string to_image(const YamlTree& tree) {
  std::string out;
  put(out, tree.nodes.size());
  put(out, tree.root);
  for (const auto& node : tree.nodes) put_node(out, node);
  return out;
}

std::shared_ptr<const YamlTree> from_image(std::string path, std::string text, std::string_view image,
                                           const Code& code) {
  auto tree = std::make_shared<YamlTree>();
  tree->path = std::move(path);
  tree->text = std::move(text);
  tree->code = code;
  Reader reader{image};
  const auto nodes = reader.count(bytes_of_number);
  tree->root = reader.index(nodes);
  tree->nodes.reserve(nodes);
  for (std::size_t i = 0; i < nodes; ++i) tree->nodes.push_back(take_node(reader, nodes));
  reader.end();
  return tree;
}

}  // namespace admctl::platform
