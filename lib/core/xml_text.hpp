// Text inside XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace admctl {

// visible(), with & < > " and ' as entities: harmless as the content of an element and between the quotes of an
// attribute, but not inside <script> or <style>.
std::string xml_text(std::string_view text);

}  // namespace admctl
