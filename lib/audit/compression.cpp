#include "lib/audit/compression.hpp"

#include <algorithm>
#include <vector>

#include <zlib.h>
#include <zstd.h>

#include "lib/core/codes/audit.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"

namespace admctl::audit {
namespace {

constexpr std::size_t portion = 128 * 1024;
// Above it gzip costs far more time than it saves bytes.
constexpr int gzip_level = 6;
constexpr int zstd_level = 3;
// Adding 16 to the window's bits makes zlib write and read gzip's header.
constexpr int gzip_window = 15 + 16;

[[noreturn]] void fail_damaged(std::string_view format) {
  throw Error{code::damaged_compression, "the " + std::string{format} + " data is damaged or cut off"};
}

[[noreturn]] void fail_compressing() { throw Error{code::bug, "compressing failed"}; }

class Plain final : public ByteFilter {
 public:
  void write(std::string_view bytes, const Sink& sink) override { sink(bytes); }
  void finish(const Sink&) override {}
};

// zlib and zstd want pointers to bytes that are not const, and do not write to them.
Bytef* input_of(std::string_view bytes) {
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
}

class GzipCompressor final : public ByteFilter {
 public:
  GzipCompressor() {
    if (::deflateInit2(&stream_, gzip_level, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
      fail_compressing();
  }
  ~GzipCompressor() override { ::deflateEnd(&stream_); }
  GzipCompressor(const GzipCompressor&) = delete;
  GzipCompressor& operator=(const GzipCompressor&) = delete;

  void write(std::string_view bytes, const Sink& sink) override {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), portion)))
      run(bytes.substr(0, portion), Z_NO_FLUSH, sink);
  }
  void finish(const Sink& sink) override { run({}, Z_FINISH, sink); }

 private:
  void run(std::string_view bytes, int flush, const Sink& sink) {
    stream_.next_in = input_of(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      if (::deflate(&stream_, flush) == Z_STREAM_ERROR) fail_compressing();
      const auto made = out_.size() - stream_.avail_out;
      if (made > 0) sink({reinterpret_cast<const char*>(out_.data()), made});
    } while (stream_.avail_out == 0);
  }

  z_stream stream_{};
  std::vector<Bytef> out_ = std::vector<Bytef>(portion);
};

class GzipDecompressor final : public ByteFilter {
 public:
  GzipDecompressor() {
    if (::inflateInit2(&stream_, gzip_window) != Z_OK) fail_compressing();
  }
  ~GzipDecompressor() override { ::inflateEnd(&stream_); }
  GzipDecompressor(const GzipDecompressor&) = delete;
  GzipDecompressor& operator=(const GzipDecompressor&) = delete;

  void write(std::string_view bytes, const Sink& sink) override {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), portion)))
      run(bytes.substr(0, portion), sink);
  }
  void finish(const Sink&) override {
    if (!ended_) fail_damaged("gzip");
  }

 private:
  void run(std::string_view bytes, const Sink& sink) {
    stream_.next_in = input_of(bytes);
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      // Nothing may follow the one member that we write.
      if (ended_) fail_damaged("gzip");
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) fail_damaged("gzip");
      const auto made = out_.size() - stream_.avail_out;
      if (made > 0) sink({reinterpret_cast<const char*>(out_.data()), made});
      ended_ = result == Z_STREAM_END;
      if (result == Z_BUF_ERROR && made == 0) break;
    } while (stream_.avail_in > 0 || (stream_.avail_out == 0 && !ended_));
  }

  z_stream stream_{};
  bool ended_ = false;
  std::vector<Bytef> out_ = std::vector<Bytef>(portion);
};

class ZstdCompressor final : public ByteFilter {
 public:
  ZstdCompressor() {
    if (!context_) fail_compressing();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, zstd_level);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
  }

  void write(std::string_view bytes, const Sink& sink) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) run(in, ZSTD_e_continue, sink);
  }
  void finish(const Sink& sink) override {
    ZSTD_inBuffer in{nullptr, 0, 0};
    while (run(in, ZSTD_e_end, sink) > 0) {
    }
  }

 private:
  std::size_t run(ZSTD_inBuffer& in, ZSTD_EndDirective directive, const Sink& sink) {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    const auto left = ZSTD_compressStream2(context_.get(), &out, &in, directive);
    if (ZSTD_isError(left) != 0) fail_compressing();
    if (out.pos > 0) sink({out_.data(), out.pos});
    return left;
  }

  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_{ZSTD_createCCtx(), &ZSTD_freeCCtx};
  std::vector<char> out_ = std::vector<char>(portion);
};

class ZstdDecompressor final : public ByteFilter {
 public:
  ZstdDecompressor() {
    if (!context_) fail_compressing();
  }

  void write(std::string_view bytes, const Sink& sink) override {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    while (in.pos < in.size) {
      if (ended_) fail_damaged("zstd");
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const auto left = ZSTD_decompressStream(context_.get(), &out, &in);
      if (ZSTD_isError(left) != 0) fail_damaged("zstd");
      if (out.pos > 0) sink({out_.data(), out.pos});
      ended_ = left == 0;
      flush(out.pos == out.size, sink);
    }
  }
  void finish(const Sink&) override {
    if (!ended_) fail_damaged("zstd");
  }

 private:
  // What did not fit is kept inside until the next call.
  void flush(bool was_full, const Sink& sink) {
    while (was_full && !ended_) {
      ZSTD_inBuffer none{nullptr, 0, 0};
      ZSTD_outBuffer out{out_.data(), out_.size(), 0};
      const auto left = ZSTD_decompressStream(context_.get(), &out, &none);
      if (ZSTD_isError(left) != 0) fail_damaged("zstd");
      if (out.pos > 0) sink({out_.data(), out.pos});
      ended_ = left == 0;
      was_full = out.pos == out.size;
    }
  }

  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_{ZSTD_createDCtx(), &ZSTD_freeDCtx};
  bool ended_ = false;
  std::vector<char> out_ = std::vector<char>(portion);
};

}  // namespace

std::string_view compression_name(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return "gzip";
    case Compression::zstd:
      return "zstd";
    case Compression::none:
      break;
  }
  return "none";
}

Compression compression_of(std::string_view file_name) {
  if (file_name.ends_with(".gz")) return Compression::gzip;
  if (file_name.ends_with(".zst")) return Compression::zstd;
  return Compression::none;
}

Compression compression_of_bytes(std::string_view beginning) {
  if (beginning.starts_with("\x1f\x8b")) return Compression::gzip;
  if (beginning.starts_with("\x28\xb5\x2f\xfd")) return Compression::zstd;
  return Compression::none;
}

std::unique_ptr<ByteFilter> make_compressor(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipCompressor>();
    case Compression::zstd:
      return std::make_unique<ZstdCompressor>();
    case Compression::none:
      break;
  }
  return std::make_unique<Plain>();
}

std::unique_ptr<ByteFilter> make_decompressor(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return std::make_unique<GzipDecompressor>();
    case Compression::zstd:
      return std::make_unique<ZstdDecompressor>();
    case Compression::none:
      break;
  }
  return std::make_unique<Plain>();
}

}  // namespace admctl::audit
