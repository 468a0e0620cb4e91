// A database with the roles that 'schema grants' prints.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/support/database.hpp"
#include "tests/support/run_admctl.hpp"

namespace admctl::test {

// reader, operator, admin and auditor, and a stranger to whom nothing was granted; all may log in. They are
// gone with the database.
class GrantedRoles {
 public:
  enum class Owner {
    superuser,  // the admin is no member of it: what only an owner may is not the admin's
    ordinary,   // a role of its own, which the admin is a member of
  };
  explicit GrantedRoles(Template from, std::string platform = "admarket", Owner owner = Owner::superuser,
                        std::string_view tables = {});
  ~GrantedRoles();
  GrantedRoles(const GrantedRoles&) = delete;
  GrantedRoles& operator=(const GrantedRoles&) = delete;

  // Runs what 'schema grants' prints for all roles, as a superuser.
  void grant() const;

  // admctl as the superuser that made it all, or as one of the roles.
  RunResult as_owner(const std::vector<std::string>& args, const RunOptions& options = {}) const;
  RunResult as(const std::string& role, const std::vector<std::string>& args,
               const RunOptions& options = {}) const;
  // As somebody else whose session takes on the role.
  RunResult as_set_role(const std::string& role, const std::vector<std::string>& args) const;

  pg::Session session_as(const std::string& role) const;

  const TestDatabase& database() const { return *database_; }
  // What the names of the roles begin with.
  const std::string& prefix() const { return prefix_; }

 private:
  RunResult run(const std::string& url, std::vector<std::string> args, const RunOptions& options) const;
  void give_away() const;

  std::string platform_;
  Owner owner_;
  std::unique_ptr<TestDatabase> database_;
  std::string prefix_;
};

}  // namespace admctl::test
