// Identifiers.
#pragma once

#include <string>

#include "lib/core/clock.hpp"

namespace admctl {

// Times before 1970 count as 1970 in the ids below.

// RFC 9562 version 7: sorts by time (ids of one millisecond in no order); the ids of operations.
std::string make_uuid_v7(Time now);
// RFC 9562 version 4, as Prisma writes into _prisma_migrations.id.
std::string make_uuid_v4();
// 25 characters 0-9a-z: 'c', the time in base 36, then random; the shape that applications using cuid accept.
std::string make_cuid(Time now);

}  // namespace admctl
