// Text that is written from right to left, on terminals that order what they show.
#pragma once

#include <string>
#include <string_view>

namespace admctl {

// Whether it holds letters that are written from right to left: Hebrew, Arabic and their like.
bool has_right_to_left(std::string_view text);
// Text with such letters between U+2068 and U+2069, any other as it is: the terminal lays it out by itself, and
// what stands before and behind it stays where it is. Takes no more columns.
std::string isolated(std::string_view text);
// A line with such letters between U+2066 and U+2069, any other as it is: it begins at the left.
std::string left_to_right(std::string_view line);

}  // namespace admctl
