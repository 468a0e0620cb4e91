#include "lib/seed/demo.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "lib/core/codes/database.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/codes/loading.hpp"
#include "lib/core/codes/record.hpp"
#include "lib/core/error.hpp"
#include "lib/core/text.hpp"
#include "lib/seed/demo_run.hpp"
#include "lib/seed/generator_file.hpp"
#include "lib/seed/model_builder.hpp"

namespace admctl::seed {
namespace {

constexpr std::int64_t max_records = 100'000'000;

void check_request(const DemoRequest& demo, const Model& model, const platform::Pack& pack) {
  if (demo.count < 1 || demo.count > max_records) {
    throw Error{code::usage,
                fmt::format("cannot make {} records", demo.count),
                {},
                fmt::format("ask for 1 to {}", max_records)};
  }
  if (demo.append && !demo.only.empty()) {
    throw Error{code::usage,
                "--append and --only do not go together",
                {},
                "--append adds another set, --only fills tables that a set lacks"};
  }
  std::vector<std::string> known;
  for (const auto& locale : model.locales) known.push_back(locale.code);
  for (const auto& locale : demo.locales) {
    if (std::ranges::find(known, locale) != known.end()) continue;
    throw Error{
        code::usage,
        fmt::format("--locale: the generator has no texts in '{}'.{}", locale, did_you_mean(locale, known)),
        {},
        known.empty() ? fmt::format("platform '{}' has one language only", pack.platform)
                      : "it has " + join(known, ", ")};
  }
}

// What broke a key, in the words of the request.
[[noreturn]] void explain(const Error& error, const DemoRequest& demo) {
  if (demo.append) {
    throw Error{code::numbers_taken, "the set collides with rows that are there: " + error.message(),
                error.detail(),
                "the generator must make unique values of 'serial'; or somebody else's row has the value"};
  }
  if (!demo.only.empty()) {
    throw Error{code::parents_missing, "rows to fill refer to rows that are not there: " + error.message(),
                error.detail(),
                "give the number, --seed and --until of the set that is there: admctl op list shows them"};
  }
  throw error;
}

void read_replayed(DemoResult& result) {
  const auto* bulk = result.outcome.operation.summary.at("bulk").as_object();
  if (!bulk) return;
  for (const auto& [table, rows] : bulk->members())
    result.tables.push_back({table, static_cast<std::size_t>(rows.as_int() ? *rows.as_int() : 0)});
}

}  // namespace

std::string_view strategy_name(Strategy strategy) {
  switch (strategy) {
    case Strategy::rebuild:
      return "rebuild";
    case Strategy::in_place:
      return "in-place";
    case Strategy::automatic:
      break;
  }
  return "automatic";
}

DemoResult seed_demo(pg::Session& session, const platform::Pack& pack, const ops::Request& request,
                     const DemoRequest& demo, const Progress& progress, ops::WriteOptions options) {
  if (!pack.generator) {
    throw Error{code::no_generator, fmt::format("platform '{}' has no generator for demo data", pack.platform)};
  }
  const auto file =
      read_generator(pack.files.display_path(*pack.generator), pack.files.read(*pack.generator), pack);
  const auto model = build_model(file);
  check_request(demo, *model, pack);
  options.timeouts.statement = std::chrono::milliseconds{0};
  DemoResult result;
  try {
    result.outcome = ops::write(
        session, pack, request,
        [&](ops::Writer& writer) {
          result = {};
          DemoRun{writer, *model, demo, progress, options.on_step}.run(result);
        },
        options);
  } catch (const Error& error) {
    if (error.code() == code::constraint_violated) explain(error, demo);
    throw;
  }
  if (result.outcome.replayed) read_replayed(result);
  return result;
}

}  // namespace admctl::seed
