#include "tests/unit/lifecycle/small_diagram.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "tests/support/temp_folder.hpp"

namespace admctl::test {

lifecycle::Diagram chain(const std::vector<std::string>& states) {
  lifecycle::Diagram diagram;
  diagram.title = "Thing lifecycle";
  diagram.noun = "thing";
  diagram.plural = "things";
  diagram.initial = states.front();
  for (const auto& name : states) {
    diagram.states.emplace_back().name = name;
    if (diagram.states.size() > 1) {
      auto& edge = diagram.edges.emplace_back();
      edge.from = (diagram.states.end() - 2)->name;
      edge.to = name;
    }
  }
  diagram.states.back().terminal = true;
  return diagram;
}

std::string xml_complaint(std::string_view text) {
  const TempFolder folder;
  folder.write("text.xml", text);
  const auto command = "xmllint --nonet --noout " + (folder.path() / "text.xml").string() + " 2>&1";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe{::popen(command.c_str(), "r"), ::pclose};
  if (!pipe) throw std::runtime_error{"cannot run xmllint"};
  std::string said;
  std::array<char, 512> part;
  while (const auto count = std::fread(part.data(), 1, part.size(), pipe.get()))
    said.append(part.data(), count);
  return said;
}

}  // namespace admctl::test
