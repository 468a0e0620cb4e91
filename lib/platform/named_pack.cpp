#include "lib/platform/named_pack.hpp"

namespace admctl::platform {

namespace {

PackFiles files_of(const std::string& name) {
  return name.find('/') == std::string::npos ? builtin_files(name) : PackFiles::folder(name);
}

}  // namespace

Pack load_named(const std::string& name) { return load_pack(files_of(name)); }

PackHead load_head_named(const std::string& name) { return load_pack_head(files_of(name)); }

}  // namespace admctl::platform
