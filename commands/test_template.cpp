#include <fmt/format.h>

#include "commands/test_contents.hpp"
#include "lib/core/codes/database.hpp"
#include "lib/core/codes/test_database.hpp"
#include "lib/core/error.hpp"
#include "lib/local/process_identity.hpp"
#include "lib/local/template_database.hpp"

namespace admctl::commands {
namespace {

std::string what_it_holds(const TestContents& contents) {
  auto words = contents.platform().empty() ? std::string{"the migrations"} : contents.platform();
  if (!contents.seed().empty()) words += ", " + contents.seed();
  return words;
}

// Migrating and seeding open more connections, with no patience of their own; what was done is not done again.
void fill(const TestContents& contents, pg::Session& session, const local::Patience& patience) {
  local::Pauses pauses{patience};
  for (;;) {
    try {
      return contents.fill(session);
    } catch (const Error& error) {
      if (error.code() != code::too_many_connections ||
          !pauses.wait("the server has no connection to spare: waiting for one")) {
        throw;
      }
    }
  }
}

local::ReadyTemplate build(TestServer& server, const TestContents& contents, const std::string& key,
                           Millis wait) {
  auto& context = server.context();
  context.talk().say(fmt::format("building the template of {}: once on this server", what_it_holds(contents)));
  auto mark = server.new_mark();
  mark.is_template = true;
  mark.key = key;
  mark.platform = contents.platform();
  mark.seed = contents.seed();
  mark.process = local::this_process();
  local::TemplateBuild building{server.session(), std::move(mark), server.patience(wait)};
  {
    auto session = server.open(building.database());
    const Interruptible interruptible{context, session};
    fill(contents, session, server.patience(wait));
  }
  return building.finish();
}

// Nobody keeps a connection while he waits: a hundred who wait would leave none for the builder.
local::ReadyTemplate ready_template(TestServer& server, const TestContents& contents, const std::string& key,
                                    Millis wait) {
  const auto patience = server.patience(wait);
  local::Pauses pauses{patience};
  for (;;) {
    if (auto ready = local::find_template(server.session(), key)) return std::move(*ready);
    if (local::try_lock_template(server.session(), key)) {
      // It may have been finished between the two questions.
      auto ready = local::find_template(server.session(), key);
      if (!ready) ready = build(server, contents, key, wait);
      local::unlock_template(server.session(), key);
      return std::move(*ready);
    }
    server.give_back();
    if (!pauses.wait("another admctl builds the template: waiting for it")) {
      throw Error{code::template_wait_over, "another admctl has been building the template for too long",
                  fmt::format("its database is one of those that are called {}...", local::unfinished_prefix),
                  "wait longer with --wait, or look at admctl db list"};
    }
  }
}

}  // namespace

std::string make_test_database(TestServer& server, const TestContents& contents, const std::string& name,
                               local::DatabaseMark mark, Millis wait) {
  auto& context = server.context();
  local::require_createdb(server.session());
  const auto patience = server.patience(wait);
  if (contents.is_empty()) {
    const Interruptible interruptible{context, server.session()};
    local::create_database(server.session(), name, "template0", std::nullopt, mark, patience);
    return {};
  }
  mark.key = contents.key(server.session());
  mark.platform = contents.platform();
  mark.seed = contents.seed();
  // A template may be dropped by `db gc` just before it is copied.
  for (int attempt = 0;; ++attempt) {
    const auto ready = ready_template(server, contents, mark.key, wait);
    const Interruptible interruptible{context, server.session()};
    try {
      local::create_database(server.session(), name, ready.name, ready.mark.size, mark, patience);
      local::touch_template(server.session(), ready, context.clock().now());
      return ready.name;
    } catch (const Error& error) {
      if (error.code() != code::no_such_database || attempt == 3) throw;
    }
  }
}

}  // namespace admctl::commands
