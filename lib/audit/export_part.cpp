#include "lib/audit/export_part.hpp"

#include <optional>

#include "lib/core/codes/audit.hpp"
#include "lib/core/sha256.hpp"

namespace admctl::audit {
namespace {

class StreamPart final : public ExportPart {
 public:
  StreamPart(ByteSink sink, Compression compression, std::string_view head)
      : sink_{std::move(sink)}, compressor_{make_compressor(compression)} {
    hand_on_ = [this](std::string_view bytes) {
      hash_.update(bytes);
      sink_(bytes);
      bytes_ += bytes.size();
    };
    if (!head.empty()) compressor_->write(head, hand_on_);
  }

  void write(const RecordBatch& batch, std::size_t from, std::size_t to) override {
    const auto begin = batch.begin_of(from);
    compressor_->write(std::string_view{batch.bytes}.substr(begin, batch.begin_of(to) - begin), hand_on_);
  }
  std::uint64_t bytes() const override { return bytes_; }
  std::string finish() override {
    compressor_->finish(hand_on_);
    return hash_.finish();
  }
  void commit() override {}

 private:
  ByteSink sink_;
  std::unique_ptr<ByteFilter> compressor_;
  ByteFilter::Sink hand_on_;
  Sha256 hash_;
  std::uint64_t bytes_ = 0;
};

class FilePart final : public ExportPart {
 public:
  FilePart(const std::filesystem::path& path, Existing existing, Compression compression, std::string_view head)
      : file_{path, existing, code::export_failed},
        stream_{[this](std::string_view bytes) { file_.write(bytes); }, compression, head} {}

  void write(const RecordBatch& batch, std::size_t from, std::size_t to) override {
    stream_.write(batch, from, to);
  }
  std::uint64_t bytes() const override { return stream_.bytes(); }
  std::string finish() override {
    auto hash = stream_.finish();
    file_.finish();
    return hash;
  }
  void commit() override { file_.commit(); }

 private:
  OutputFile file_;
  StreamPart stream_;
};

}  // namespace

std::unique_ptr<ExportPart> make_stream_part(ByteSink sink, Compression compression, std::string_view head) {
  return std::make_unique<StreamPart>(std::move(sink), compression, head);
}

std::unique_ptr<ExportPart> make_file_part(const std::filesystem::path& path, Existing existing,
                                           Compression compression, std::string_view head) {
  return std::make_unique<FilePart>(path, existing, compression, head);
}

}  // namespace admctl::audit
