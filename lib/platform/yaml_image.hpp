// A parsed YAML document as bytes: built-in packs are parsed when admctl is built, because parsing them takes
// longer than most commands. Internal to the YAML reader.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "lib/platform/yaml_tree.hpp"

namespace admctl::platform {

// Numbers are little-endian, whatever the machine.
std::string to_image(const YamlTree& tree);

// The tree of `text`, without parsing it. Throws code::bug when `image` is not what to_image() gives.
std::shared_ptr<const YamlTree> from_image(std::string path, std::string text, std::string_view image,
                                           const Code& code);

}  // namespace admctl::platform
