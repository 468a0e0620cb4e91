// Who a process is, so that a later one can tell whether it still lives.
#pragma once

#include <string>

namespace admctl::local {

// This process: the running system, its namespace of process ids, its id and when it started, e.g.
// "9f0c…/4026531836/4711/882214". Empty when the system does not tell.
std::string this_process();

enum class Life {
  lives,
  ended,
  unknown,  // of another machine or container, or of no identity at all
};

// Of the process that this_process() described.
Life life_of(const std::string& identity);

}  // namespace admctl::local
