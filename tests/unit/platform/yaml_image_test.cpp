#include "lib/platform/yaml_image.hpp"

#include <catch2/catch.hpp>

#include "lib/core/codes/general.hpp"
#include "lib/platform/embedded.hpp"
#include "tests/support/error_of.hpp"

namespace admctl::test {
namespace {

using platform::from_image;
using platform::parse_yaml;
using platform::to_image;
using platform::YamlNode;

constexpr const char* text = "a: &x [1, two, \"3\", ~]\nb: {c: *x, d: 2.5}\ne: |\n  grüße\n  welt\n";

TEST_CASE("a YAML document reads the same from its image as from its text") {
  const auto image = to_image(*parse_yaml("f.yaml", text, code::bad_pack));
  const auto parsed = YamlNode::parse("f.yaml", text);
  const auto loaded = YamlNode::from_image("f.yaml", text, image);
  CHECK(loaded.value() == parsed.value());
  const auto last = [](const YamlNode& node) { return node.members().back().value.place(); };
  CHECK(last(loaded) == last(parsed));
  const auto refusal = [](const YamlNode& node) {
    return error_of([&] { node.members().front().value.refuse("no"); }).detail();
  };
  CHECK(refusal(loaded) == refusal(parsed));
  CHECK(refusal(loaded).find("[1, two, \"3\", ~]\n") != std::string::npos);
}

TEST_CASE("every built-in pack file comes with the image of its present text") {
  std::size_t images = 0;
  for (const auto& file : platform::embedded_files()) {
    CAPTURE(file.path);
    CHECK(file.yaml_image.empty() != file.path.ends_with(".yaml"));
    if (file.yaml_image.empty()) continue;
    CHECK(file.yaml_image == to_image(*parse_yaml("f.yaml", std::string{file.bytes}, code::bad_pack)));
    ++images;
  }
  CHECK(images > 5);
}

TEST_CASE("an image that is cut, prolonged or points outside is refused") {
  const auto image = to_image(*parse_yaml("f.yaml", text, code::bad_pack));
  const auto load = [](const std::string& bytes) { from_image("f.yaml", text, bytes, code::bad_pack); };
  CHECK_NOTHROW(load(image));
  for (std::size_t size = 0; size < image.size(); ++size) {
    CAPTURE(size);
    CHECK(error_of([&] { load(image.substr(0, size)); }).code() == code::bug);
  }
  CHECK(error_of([&] { load(image + '\0'); }).code() == code::bug);
  auto root = image;
  root[4] = '\x7f';
  CHECK(error_of([&] { load(root); }).code() == code::bug);
}

}  // namespace
}  // namespace admctl::test
