#include "lib/audit/verify_export.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include <fmt/format.h>

#include "lib/audit/checkpoint.hpp"
#include "lib/audit/compression.hpp"
#include "lib/audit/export_records.hpp"
#include "lib/audit/merkle.hpp"
#include "lib/audit/signed_note.hpp"
#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/input_file.hpp"
#include "lib/core/text.hpp"

namespace admctl::audit {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t portion = 256 * 1024;
constexpr std::uintmax_t longest_text = 16U << 20U;
constexpr std::string_view manifest_suffix = ".manifest.json";

// nullopt when there is no such file.
std::optional<std::string> read_text(const fs::path& path) {
  std::error_code problem;
  const auto size = fs::file_size(path, problem);
  if (problem == std::errc::no_such_file_or_directory) return std::nullopt;
  if (!problem && size > longest_text) throw Error{code::bad_file, path.string() + " is larger than 16 MiB"};
  return read_file(path);
}

fs::path manifest_of(const fs::path& file) {
  return file.string().ends_with(manifest_suffix) ? file : manifest_path(file);
}

fs::path signature_of(const fs::path& manifest) {
  const auto text = manifest.string();
  return signature_path(text.substr(0, text.size() - manifest_suffix.size()));
}

Compression compression_named(std::string_view name) {
  for (const auto compression : {Compression::gzip, Compression::zstd})
    if (compression_name(compression) == name) return compression;
  return Compression::none;
}

class Verifier {
 public:
  Verifier(const fs::path& folder, const TakeRecordBytes& take, VerifiedExport& out)
      : folder_{folder}, take_{take}, out_{out} {}

  void run() {
    for (const auto& file : out_.manifest->files) verify(file);
    if (!broken_ && (tree_.root() != out_.manifest->root || out_.rows != out_.manifest->rows)) {
      find(FindingKind::file_changed, out_.manifest_file.filename().string(),
           "the root over all records is not that of the manifest");
    }
  }

 private:
  void find(FindingKind kind, const std::string& where, std::string what) {
    out_.findings.add({kind, where, std::nullopt, std::nullopt, {}, std::move(what)});
  }

  void verify(const ManifestFile& file) {
    const auto path = folder_ / file.name;
    std::ifstream stream{path, std::ios::binary};
    if (!stream) {
      if (errno != ENOENT) throw Error{code::bad_file, "cannot read " + path.string(), std::strerror(errno)};
      broken_ = true;
      find(FindingKind::file_missing, file.name, fmt::format("it is not there; it held {} records", file.rows));
      return;
    }
    MerkleTree own;
    const auto add = [&](std::string_view record) {
      const auto hash = hasher_.leaf(record);
      own.add_hash(hash);
      tree_.add_hash(hash);
      ++out_.rows;
      if (take_) take_(record);
    };
    std::string unreadable;
    const bool is_sqlite = out_.manifest->format == "sqlite";
    const auto is_same = read(stream, file, is_sqlite ? TakeBytes{} : TakeBytes{add}, unreadable);
    // A changed database is not opened.
    if (is_sqlite && is_same) read_database(path, add, unreadable);
    const bool same_records = own.size() == file.rows && own.root() == file.root;
    if (is_same && same_records && unreadable.empty()) return;
    broken_ = true;
    std::string what =
        is_same ? "its records are not those of the manifest" : "its bytes are not those exported";
    if (!is_sqlite || is_same) what += fmt::format("; it holds {} of {} records", own.size(), file.rows);
    if (!is_same && same_records && !is_sqlite) what += ", which are as exported";
    if (!unreadable.empty()) what += "; " + unreadable;
    find(FindingKind::file_changed, file.name, std::move(what));
  }

  static void read_database(const fs::path& path, const TakeBytes& add, std::string& unreadable) {
    try {
      read_sqlite_records(path, add);
    } catch (const Error& error) {
      if (error.code() != code::export_unreadable) throw;
      unreadable = error.message();
    }
  }

  // Whether the bytes are those of the manifest; hands on records as long as they can be told.
  bool read(std::ifstream& stream, const ManifestFile& file, const TakeBytes& take, std::string& unreadable) {
    Sha256 hash;
    std::uint64_t bytes = 0;
    const auto decompressor = make_decompressor(compression_named(out_.manifest->compression));
    const auto splitter = make_splitter(out_.manifest->format);
    const ByteFilter::Sink sink = [&](std::string_view plain) { splitter->write(plain, take); };
    bool readable = static_cast<bool>(take);
    const auto attempt = [&](const auto& action) {
      if (!readable) return;
      try {
        action();
      } catch (const Error& error) {
        if (error.code() != code::export_unreadable && error.code() != code::damaged_compression) throw;
        readable = false;
        unreadable = error.message();
      }
    };
    std::string buffer(portion, '\0');
    while (stream) {
      stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      const std::string_view got{buffer.data(), static_cast<std::size_t>(stream.gcount())};
      hash.update(got);
      bytes += got.size();
      attempt([&] { decompressor->write(got, sink); });
    }
    if (stream.bad()) throw Error{code::bad_file, "cannot read " + (folder_ / file.name).string()};
    attempt([&] {
      decompressor->finish(sink);
      splitter->finish();
    });
    return bytes == file.bytes && hash.finish() == file.sha256;
  }

  const fs::path folder_;
  const TakeRecordBytes& take_;
  VerifiedExport& out_;
  TreeHasher hasher_;
  MerkleTree tree_;
  bool broken_ = false;
};

// What the signed text says of the manifest; empty: it fits.
std::string misfit(const Checkpoint& checkpoint, std::string_view json) {
  if (checkpoint.origin != export_origin) return "it is the signature of something else than an export";
  const auto* digest = checkpoint.extension(manifest_digest_line);
  if (!digest || *digest != sha256_hex(json)) return "the manifest is not the one that was signed";
  return {};
}

void check_signature(std::string_view json, const std::optional<std::string>& text,
                     const std::vector<PublicKey>& trusted, VerifiedExport& out) {
  const auto wrong = [&](std::string what) {
    out.signature = Signature::wrong;
    out.findings.add({FindingKind::bad_signature,
                      signature_of(out.manifest_file).filename().string(),
                      std::nullopt,
                      std::nullopt,
                      {},
                      std::move(what)});
  };
  if (!text) {
    if (!trusted.empty()) wrong("the manifest is not signed");
    return;
  }
  try {
    const auto note = SignedNote::parse(*text);
    out.signer = visible(note.signatures.front().name) + "+" + note.signatures.front().id;
    const auto checkpoint = Checkpoint::parse(note.text);
    out.signature = Signature::unchecked;
    if (const auto problem = misfit(checkpoint, json); !problem.empty()) return wrong(problem);
    if (trusted.empty()) return;
    const PublicKey* signer = nullptr;
    const auto trust = check_note(note, trusted, &signer);
    if (trust == Trust::wrong) return wrong("the signature is wrong");
    if (trust == Trust::unknown_key)
      return wrong(fmt::format("it is signed by {}, which is no key that you trust", out.signer));
    out.signer = signer->name() + "+" + signer->id();
    out.signature = Signature::right;
  } catch (const Error& error) {
    wrong(error.message());
  }
}

}  // namespace

void check_manifest(std::string_view json, const std::optional<std::string>& signature,
                    const std::vector<PublicKey>& trusted, VerifiedExport& out) {
  check_signature(json, signature, trusted, out);
  try {
    out.manifest = parse_manifest(json);
  } catch (const Error& error) {
    if (out.findings.empty()) throw;
    out.findings.add({FindingKind::file_changed,
                      out.manifest_file.filename().string(),
                      std::nullopt,
                      std::nullopt,
                      {},
                      error.message()});
  }
}

VerifiedExport verify_export(const fs::path& file, const std::vector<PublicKey>& trusted,
                             const TakeRecordBytes& take) {
  VerifiedExport out;
  out.manifest_file = manifest_of(file);
  const auto json = read_text(out.manifest_file);
  if (!json) {
    throw Error{code::no_manifest, fmt::format("there is no {}", out.manifest_file.string()),
                fs::exists(file) ? "without its manifest nothing tells what an export should be" : "",
                "give the file that 'audit export -f' was given, or its manifest"};
  }
  check_manifest(*json, read_text(signature_of(out.manifest_file)), trusted, out);
  if (out.manifest) Verifier{out.manifest_file.parent_path(), take, out}.run();
  return out;
}

}  // namespace admctl::audit
