#include "lib/platform/named_pack.hpp"

namespace admctl::platform {

Pack load_named(const std::string& name) {
  if (name.find('/') != std::string::npos) return load_pack(PackFiles::folder(name));
  return load_builtin(name);
}

}  // namespace admctl::platform
