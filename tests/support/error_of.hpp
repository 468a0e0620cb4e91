// The error that an action is expected to throw.
#pragma once

#include <stdexcept>

#include "lib/core/error.hpp"

namespace admctl::test {

// Fails the test when nothing is thrown.
template <typename Action>
Error error_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  throw std::logic_error{"no error was thrown"};
}

}  // namespace admctl::test
