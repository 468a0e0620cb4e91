// A real browser for the pages that admctl writes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace admctl::test {

// Ends the test program with 77, which ctest shows as skipped, when there is no Chromium; under CI it throws.
// Call it first: what the test holds is not cleaned up.
void need_browser();

struct Opened {
  std::string dom;                    // after loading, as the browser understood it
  std::vector<std::string> requests;  // addresses that the page asked for, besides itself
};

// Opens a local file in headless Chromium, without a network. Throws std::runtime_error when it does not end
// well within two minutes.
Opened open_in_browser(const std::filesystem::path& file);

// The bytes of a PNG of the file in a window of that size: where nothing is drawn they are few.
std::uintmax_t screenshot_size(const std::filesystem::path& file, int width, int height);

}  // namespace admctl::test
