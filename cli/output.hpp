// Where answers go: stdout with a buffer, or a string in tests.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace admctl::cli {

class Output {
 public:
  virtual ~Output() = default;
  virtual void write(std::string_view bytes) = 0;
  virtual void flush() = 0;
};

// The reader of stdout went away (a pager that was left, `head`): not an error, only a reason to stop.
class ReaderGone : public std::exception {
 public:
  const char* what() const noexcept override { return "the reader of standard output went away"; }
};

// Buffered writes to a file descriptor that somebody else owns. Throws ReaderGone and code::output_failed.
// What is still buffered at destruction is dropped: call flush().
class DescriptorOutput final : public Output {
 public:
  explicit DescriptorOutput(int descriptor) : descriptor_{descriptor} {}
  void write(std::string_view bytes) override;
  void flush() override;

 private:
  int descriptor_;
  std::string buffer_;
};

class StringOutput final : public Output {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  void flush() override {}

  std::string text;
};

}  // namespace admctl::cli
