// Small lifecycles for the tests of pictures.
#pragma once

#include <string>
#include <vector>

#include "lib/lifecycle/diagram.hpp"

namespace admctl::test {

// One state after the other, the first initial, the last an end state.
lifecycle::Diagram chain(const std::vector<std::string>& states);

// Text that would leave its place in XML, DOT or Mermaid if it were written as it is.
inline constexpr std::string_view hostile = "<script>alert(1)</script>]]>\"'&\\ \n\x1b[31m --> {x} #%; :é漢";

// Runs xmllint on the text; returns what it complains about, empty when the text is well-formed.
std::string xml_complaint(std::string_view text);

}  // namespace admctl::test
