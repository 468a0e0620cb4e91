// Compressed exports, in both directions, with constant memory.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace admctl::audit {

enum class Compression { none, gzip, zstd };

// "none", "gzip", "zstd"
std::string_view compression_name(Compression compression);
// By the end of a file's name: .gz, .zst; none for all others.
Compression compression_of(std::string_view file_name);
// By the first bytes of what was compressed.
Compression compression_of_bytes(std::string_view beginning);

// Takes bytes in portions of any size and hands on what became of them. Used once: after finish() it is spent.
class ByteFilter {
 public:
  using Sink = std::function<void(std::string_view bytes)>;

  virtual ~ByteFilter() = default;
  virtual void write(std::string_view bytes, const Sink& sink) = 0;
  // Hands on what is left.
  virtual void finish(const Sink& sink) = 0;
};

// With Compression::none the bytes pass as they are.
std::unique_ptr<ByteFilter> make_compressor(Compression compression);
// write() throws code::damaged_compression for bytes that are not such data, finish() when the data ends early.
// What comes out may be far more than what went in: a sink that keeps it must have a limit of its own.
std::unique_ptr<ByteFilter> make_decompressor(Compression compression);

}  // namespace admctl::audit
