// Proves that what was loaded keeps the platform's invariants.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/core/clock.hpp"
#include "lib/pg/session.hpp"
#include "lib/platform/pack.hpp"

namespace admctl::seed {

// The invariants of a pack as they are at one moment: now() in their SQL means that moment, as generated data
// end there while time goes on.
class Proof {
 public:
  Proof(const platform::Pack& pack, Time moment);

  std::size_t size() const { return pack_.invariants.size(); }
  using Step = std::function<void(std::size_t done, std::size_t total)>;
  // Remembers the violations that are there before the load. Only needed when rows are.
  void look_before(pg::Transaction& tx);
  // Throws code::demo_invalid when an invariant has more violations than before.
  void prove(pg::Transaction& tx, const Step& step);

 private:
  platform::Pack pack_;
  std::vector<std::size_t> before_;  // per invariant
};

// `sql` with every now(), and every other word for the present, outside of quotes and comments replaced by a
// literal of the moment.
std::string at_moment(std::string_view sql, Time moment);

}  // namespace admctl::seed
