// Runs a fuzz target without libFuzzer: good inputs, and copies of them with random changes, the same every
// time.
#include <cstddef>
#include <cstdint>
#include <random>

#include "tests/fuzz/seeds.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr int rounds = 4000;

class Mutator {
 public:
  std::string change(std::string text) {
    for (int i = 1 + below(4); i > 0; --i) change_once(text);
    return text;
  }

 private:
  int below(std::size_t limit) {
    return std::uniform_int_distribution<int>{0, static_cast<int>(limit) - 1}(random_);
  }

  void change_once(std::string& text) {
    const auto place = static_cast<std::size_t>(below(text.size() + 1));
    switch (below(6)) {
      case 0:
        if (place < text.size()) text[place] = static_cast<char>(below(256));
        break;
      case 1:
        text.insert(place, 1, static_cast<char>(below(256)));
        break;
      case 2:
        text.erase(place, static_cast<std::size_t>(1 + below(20)));
        break;
      case 3:
        text.insert(place, text.substr(static_cast<std::size_t>(below(text.size() + 1)), 40));
        break;
      case 4:
        text.resize(place);
        break;
      default:
        text.insert(place,
                    std::string_view{"\n\"{}[],:0-9\r+/= "}.substr(static_cast<std::size_t>(below(17)), 1));
    }
  }

  std::mt19937 random_{42};
};

void run(const std::string& text) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main() {
  Mutator mutator;
  for (const auto& seed : admctl::fuzz::seeds()) {
    run(seed);
    for (int i = 0; i < rounds; ++i) run(mutator.change(seed));
  }
  return 0;
}
