// Identifiers and digests.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "lib/core/clock.hpp"

namespace admctl {

// Times before 1970 count as 1970 in the ids below.

// RFC 9562 version 7: sorts by time (ids of one millisecond in no order); the ids of operations.
std::string make_uuid_v7(Time now);
// RFC 9562 version 4, as Prisma writes into _prisma_migrations.id.
std::string make_uuid_v4();
// 25 characters 0-9a-z: 'c', the time in base 36, then random; the shape that applications using cuid accept.
std::string make_cuid(Time now);

// Lower-case hex of SHA-256.
std::string sha256_hex(std::string_view bytes);
// SHA-256 in base 64 with padding, as a Content-Security-Policy names an inline style.
std::string sha256_base64(std::string_view bytes);

// SHA-256 in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void update(std::string_view bytes);
  // Lower-case hex; the object must not be used afterwards.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace admctl
