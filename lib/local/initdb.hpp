// Makes a new data folder.
#pragma once

#include <filesystem>
#include <optional>

#include "lib/local/layout.hpp"
#include "lib/local/server_binaries.hpp"

namespace admctl::local {

// Makes `layout.data` in one step: initdb works in a folder beside it, which is renamed when complete and, with
// `durable`, on disk. A folder of that name without a cluster in it is moved aside and its new name answered.
// Leftovers of calls that were killed are deleted. Only under the cluster's lock.
// Throws code::server_start_failed with what initdb said.
std::optional<std::filesystem::path> make_data_folder(const Layout& layout, const ServerBinaries& binaries,
                                                      bool durable);

}  // namespace admctl::local
