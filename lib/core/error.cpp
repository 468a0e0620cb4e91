#include "lib/core/error.hpp"

#include <utility>

namespace admctl {

Error::Error(const Code& code, std::string message, std::string detail, std::string hint)
    : code_{code}, message_{std::move(message)}, detail_{std::move(detail)}, hint_{std::move(hint)} {}

Error& Error::with_detail(std::string detail) {
  detail_ = std::move(detail);
  return *this;
}

Error& Error::with_hint(std::string hint) {
  hint_ = std::move(hint);
  return *this;
}

Error& Error::with_operation(std::string id) {
  operation_ = std::move(id);
  return *this;
}

}  // namespace admctl
