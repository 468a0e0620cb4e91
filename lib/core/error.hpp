// The one exception type of admctl. Knows nothing of SQL, terminals or commands.
#pragma once

#include <exception>
#include <string>

#include "lib/core/code.hpp"

namespace admctl {

// What went wrong (message), why (detail), and what to do (hint).
// Thrown anywhere, caught once in cli. Secrets must be redacted before it is thrown.
class Error : public std::exception {
 public:
  Error(const Code& code, std::string message, std::string detail = {}, std::string hint = {});

  const Code& code() const { return code_; }
  Exit exit() const { return code_.exit; }
  const std::string& message() const { return message_; }
  const std::string& detail() const { return detail_; }
  const std::string& hint() const { return hint_; }
  // The id of the operation the error belongs to, empty when there is none.
  const std::string& operation() const { return operation_; }
  // True when running the same command again may succeed without any change.
  bool retryable() const { return code_.exit == Exit::try_again; }
  const char* what() const noexcept override { return message_.c_str(); }

  Error& with_detail(std::string detail);
  Error& with_hint(std::string hint);
  Error& with_operation(std::string id);

 private:
  Code code_;
  std::string message_;
  std::string detail_;
  std::string hint_;
  std::string operation_;
};

}  // namespace admctl
