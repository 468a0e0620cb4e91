// A record's page as one HTML file that needs nothing else: no script, no network.
#pragma once

#include <string>

#include "lib/core/clock.hpp"
#include "lib/core/report.hpp"
#include "lib/lifecycle/diagram.hpp"

namespace admctl::lifecycle {

struct PageFacts {
  std::string record;    // "deal/1042"
  std::string platform;  // title of the pack
  std::string place;     // which database, for people, without password
  Time written;
};

// Everything the report says, with the picture after its first section. Well-formed as XML too. Text is
// escaped, its control characters shown; secrets are masked already in the report. Tables that stream are read.
// Throws code::graphviz_missing, drawing_failed.
std::string html_page(const Report& report, const Diagram& diagram, const PageFacts& facts);

}  // namespace admctl::lifecycle
