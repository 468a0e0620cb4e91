// Folders and files that only their owner may enter, made safely where others may write beside them.
#pragma once

#include <filesystem>
#include <optional>

#include "lib/local/account.hpp"
#include "lib/local/file_descriptor.hpp"

namespace admctl::local {

// All calls throw code::server_start_failed that names the path and the system's reason.

// Makes `path` and its missing parents: 0700 for an ordinary user; 0711 for root, so that the account it
// hands the inner folders to can pass. Existing folders stay as they are.
void make_home(const std::filesystem::path& path);

// Makes the folder with mode 0700, owned by `owner` (nullopt: by this process). One that exists must be a real
// folder, no link, owned by `owner` or this process; else it is refused. Its mode is set to 0700.
void make_private_folder(const std::filesystem::path& path, const std::optional<Account>& owner);

// Makes a new folder of that kind named `path` and six random characters.
std::filesystem::path make_unique_folder(const std::filesystem::path& path,
                                         const std::optional<Account>& owner);

// Opens for reading and writing, makes it (0600, of `owner`) when missing; refuses links.
FileDescriptor open_private_file(const std::filesystem::path& path, const std::optional<Account>& owner);

// Makes the folder's list of names survive a power cut: what was made, renamed or removed in it.
void sync_folder(const std::filesystem::path& path);

// The same for the folder and all in it, contents too. Links are not followed. Uses several threads: the waits
// are many (a thousand files in a new data folder) and the disk answers them together.
void sync_tree(const std::filesystem::path& path);

}  // namespace admctl::local
