// The answer to a shell that asks how a command line may go on.
#pragma once

#include <span>
#include <string>

namespace admctl::cli {

// True for `__complete -- WORDS...`, with which the completion scripts ask.
bool asks_for_completion(std::span<const std::string> args);

// Prints what may stand in place of the last word, one candidate a line with its description after a tab;
// ":files" means file names, too. Says nothing else: on any error, and when it takes longer than
// ADMCTL_COMPLETE_MS (300) milliseconds, it prints nothing. Asks nothing, starts no server, writes nothing.
// Ends the process by itself when the time is over; always returns 0.
int answer_completion(std::span<const std::string> args);

}  // namespace admctl::cli
