#include "tests/support/browser.hpp"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "tests/support/temp_folder.hpp"

namespace admctl::test {
namespace {

constexpr int skipped = 77;

std::string content(const std::filesystem::path& path) {
  std::ifstream stream{path};
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// The browser's own traffic, too, is kept on this machine: no name resolves.
void run_browser(const TempFolder& folder, const std::string& what, const std::filesystem::path& file) {
  const auto command = fmt::format(
      "timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
      "--disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage "
      "--host-resolver-rules='MAP * ~NOTFOUND' --hide-scrollbars --user-data-dir='{0}/profile' "
      "--log-net-log='{0}/net.json' {1} 'file://{2}' >'{0}/out' 2>'{0}/err'",
      folder.path().string(), what, file.string());
  if (std::system(command.c_str()) != 0) {
    throw std::runtime_error{"chromium failed: " + content(folder.path() / "err")};
  }
}

// The net log has an event a line. A request that a page makes names the site it was made for; those of the
// browser itself have none.
std::vector<std::string> page_requests(const std::string& log, const std::string& own) {
  std::vector<std::string> urls;
  std::istringstream lines{log};
  for (std::string line; std::getline(lines, line);) {
    const auto url = line.find("\"url\":\"");
    const bool by_page =
        line.find("\"initiator\":") != std::string::npos && line.find("{site=file://") != std::string::npos;
    if (!by_page || url == std::string::npos) continue;
    const auto begin = url + 7;
    auto text = line.substr(begin, line.find('"', begin) - begin);
    if (text != own) urls.push_back(std::move(text));
  }
  return urls;
}

}  // namespace

void need_browser() {
  if (std::system("command -v chromium >/dev/null 2>&1") == 0) return;
  const auto* ci = std::getenv("CI");
  if (ci && *ci) throw std::runtime_error{"chromium is not installed; run cli/setup test"};
  std::cerr << "skipped: chromium is not installed; run cli/setup test\n";
  std::_Exit(skipped);
}

Opened open_in_browser(const std::filesystem::path& file) {
  const TempFolder folder;
  run_browser(folder, "--dump-dom", file);
  return {content(folder.path() / "out"),
          page_requests(content(folder.path() / "net.json"), "file://" + file.string())};
}

std::uintmax_t screenshot_size(const std::filesystem::path& file, int width, int height) {
  const TempFolder folder;
  const auto picture = folder.path() / "page.png";
  run_browser(folder, fmt::format("--window-size={},{} --screenshot='{}'", width, height, picture.string()),
              file);
  return std::filesystem::file_size(picture);
}

}  // namespace admctl::test
