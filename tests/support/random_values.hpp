// Values of every shape from a seed, with what is awkward in YAML among them.
#pragma once

#include <array>
#include <random>
#include <string>

#include "lib/core/value.hpp"

namespace admctl::test {

class RandomValues {
 public:
  explicit RandomValues(unsigned seed) : random_{seed} {}

  int below(int limit) { return std::uniform_int_distribution<int>{0, limit - 1}(random_); }

  std::string text() {
    static const std::array<std::string, 36> pieces{"a",
                                                    "Z",
                                                    "0",
                                                    " ",
                                                    "  ",
                                                    "\n",
                                                    "\t",
                                                    "#",
                                                    ": ",
                                                    "-",
                                                    "- ",
                                                    "'",
                                                    "\"",
                                                    "\\",
                                                    "{",
                                                    "}",
                                                    "[",
                                                    "]",
                                                    ",",
                                                    "&",
                                                    "*",
                                                    "!",
                                                    "|",
                                                    ">",
                                                    "%",
                                                    "@",
                                                    "`",
                                                    "true",
                                                    "null",
                                                    "\xc3\xa9",
                                                    "\xf0\x9f\x92\x8e",
                                                    "\x7f",
                                                    "\xc2\x85",
                                                    "\r",
                                                    "~",
                                                    "\xe2\x80\xa8"};
    std::string out;
    for (int i = below(8); i > 0; --i)
      out += pieces.at(static_cast<std::size_t>(below(static_cast<int>(pieces.size()))));
    return out;
  }

  Value number() {
    switch (below(5)) {
      case 0:
        return below(2000) - 1000;
      case 1:
        return std::uniform_int_distribution<std::int64_t>{INT64_MIN, INT64_MAX}(random_);
      case 2:
        return std::uniform_real_distribution<double>{-1e6, 1e6}(random_);
      case 3:
        return Decimal{std::to_string(below(1000)) + ".123456789012345678" + std::to_string(1 + below(9))};
      default:
        return Decimal{"1" + std::string(static_cast<std::size_t>(19 + below(10)), '7')};
    }
  }

  Value value(int depth = 3) {
    switch (below(depth > 0 ? 7 : 4)) {
      case 0:
        return text();
      case 1:
        return number();
      case 2:
        return below(2) == 0;
      case 3:
        return text();
      case 4: {
        Array list;
        for (int i = below(4); i > 0; --i) list.push_back(value(depth - 1));
        return list;
      }
      default: {
        Object object;
        for (int i = below(4); i > 0; --i) object["k" + text()] = value(depth - 1);
        return object;
      }
    }
  }

 private:
  std::mt19937 random_;
};

}  // namespace admctl::test
