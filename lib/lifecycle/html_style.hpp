// The style of HTML pages. Private to html_page.
#pragma once

#include <string_view>

namespace admctl::lifecycle {

// The text of the page's <style> element.
std::string_view html_style();

}  // namespace admctl::lifecycle
