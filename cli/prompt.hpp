// Questions to the person at the terminal.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace admctl::cli {

// What a prompt needs of the terminal; tests put a script in its place.
struct Asker {
  bool interactive = false;                            // stdin is a terminal and --no-input is absent
  std::function<void(std::string_view)> ask;           // shows the question, without line break
  std::function<std::optional<std::string>()> answer;  // a line; nullopt at the end of input
};

class Prompt {
 public:
  struct Given {
    bool yes = false;                    // --yes
    std::optional<std::string> confirm;  // --confirm
  };

  Prompt(Asker asker, Given given) : asker_{std::move(asker)}, given_{std::move(given)} {}

  // See Context::confirm and Context::confirm_typed.
  void confirm(std::string_view question);
  void confirm_typed(std::string_view question, std::string_view word);

 private:
  std::string ask(const std::string& question);

  Asker asker_;
  Given given_;
};

// Reads stdin and asks on stderr, or on the terminal itself when stderr goes elsewhere. `check` is called while
// waiting, and may throw to give up.
Asker terminal_asker(bool no_input, std::function<void()> check);

}  // namespace admctl::cli
