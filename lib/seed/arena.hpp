// Memory for the short-lived values of one generated family of rows: allocation is a pointer bump, everything
// is freed at once. Holds only types without destructors.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <vector>

namespace admctl::seed {

class Arena {
 public:
  // `count` default-initialised objects.
  template <typename T>
  T* make(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T>);
    auto* objects = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    for (std::size_t i = 0; i < count; ++i) new (objects + i) T{};
    return objects;
  }

  char* bytes(std::size_t count) { return static_cast<char*>(allocate(count, 1)); }

  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    auto* to = bytes(text.size());
    std::memcpy(to, text.data(), text.size());
    return {to, text.size()};
  }

  // Frees everything, keeping the blocks for the next values.
  void reset() {
    block_ = 0;
    used_ = 0;
  }

 private:
  struct Block {
    std::unique_ptr<std::byte[]> bytes;
    std::size_t size;
  };
  static constexpr std::size_t block_size = std::size_t{64} * 1024;

  void* allocate(std::size_t count, std::size_t alignment) {
    for (; block_ < blocks_.size(); ++block_, used_ = 0) {
      const auto start = (used_ + alignment - 1) / alignment * alignment;
      if (start + count <= blocks_[block_].size) {
        used_ = start + count;
        return blocks_[block_].bytes.get() + start;
      }
    }
    const auto size = count > block_size ? count : block_size;
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
    block_ = blocks_.size() - 1;
    used_ = count;
    return blocks_.back().bytes.get();
  }

  std::vector<Block> blocks_;
  std::size_t block_ = 0;
  std::size_t used_ = 0;
};

}  // namespace admctl::seed
