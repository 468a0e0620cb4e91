#include "lib/core/xml_text.hpp"

#include "lib/core/text.hpp"

namespace admctl {

std::string xml_text(std::string_view text) {
  std::string out;
  const auto harmless = visible(text);
  for (std::size_t i = 0; i < harmless.size(); ++i) {
    const char c = harmless[i];
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\xef':
        // The two code points beyond the control characters that XML forbids.
        if (harmless.compare(i, 3, "\xef\xbf\xbe") == 0 || harmless.compare(i, 3, "\xef\xbf\xbf") == 0) {
          out += harmless[i + 2] == '\xbe' ? "\\ufffe" : "\\uffff";
          i += 2;
          break;
        }
        out += c;
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace admctl
