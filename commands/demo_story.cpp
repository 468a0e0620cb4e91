#include "commands/demo_story.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "lib/core/codes/local.hpp"
#include "lib/core/error.hpp"
#include "lib/core/id.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/redact.hpp"

namespace admctl::commands {
namespace {

Error unexpected(const std::vector<std::string>& args, int exit, const std::string& output) {
  return {code::demo_failed, fmt::format("'admctl {}' ended with exit code {}", redact_command(args), exit),
          output, "run 'admctl demo' again; if it stays, please report it"};
}

}  // namespace

DemoStory::DemoStory(Context& context) : context_{context} {
  const auto database = context.pack().platform + "_demo";
  context.cluster().ensure_running();
  auto session = pg::Session::open(context.cluster().conninfo("postgres"), "admctl demo");
  session.execute_alone("DROP DATABASE IF EXISTS " + pg::quote(database) + " WITH (FORCE)");
  session.execute_alone("CREATE DATABASE " + pg::quote(database));
  url_ = context.cluster().conninfo(database).to_url();
  folder_ = std::filesystem::temp_directory_path() / ("admctl-demo-" + make_uuid_v4());
  std::filesystem::create_directory(folder_);
}

DemoStory::~DemoStory() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void DemoStory::say(std::string_view sentence) { context_.write_stdout(fmt::format("\n# {}\n", sentence)); }

void DemoStory::print_command(const Args& args) {
  context_.write_stdout(fmt::format("\n$ admctl {}\n", redact_command(args)));
}

void DemoStory::show(const Args& args, Exit expected) {
  print_command(args);
  const auto ran = context_.run_self(args, url_, Context::Show::shown);
  if (ran.exit != static_cast<int>(expected)) throw unexpected(args, ran.exit, {});
}

std::string DemoStory::capture(Args args, Exit expected) {
  args.insert(args.end(), {"-q", "-o", "json"});
  const auto ran = context_.run_self(args, url_, Context::Show::captured);
  if (ran.exit != static_cast<int>(expected)) throw unexpected(args, ran.exit, ran.out);
  return ran.out;
}

void DemoStory::quiet(const Args& args) {
  print_command(args);
  capture(args, Exit::ok);
}

std::string DemoStory::ask(const Args& args, std::string_view section, std::string_view field) {
  print_command(args);
  const auto page = parse_json(capture(args, Exit::ok));
  const auto& fields = page.at(section);
  for (const auto& [name, value] :
       fields.as_object() ? fields.as_object()->members() : std::vector<Object::Member>{}) {
    context_.write_stdout(
        fmt::format("{:12} {}\n", name, value.as_string() ? *value.as_string() : to_json(value)));
  }
  return fields.at(field).string_or("");
}

std::string DemoStory::value(const Args& args, std::string_view column) {
  const auto list = parse_json(capture(args, Exit::ok));
  const auto* rows = list.at("rows").as_array();
  if (!rows || rows->empty()) throw unexpected(args, 0, "no rows");
  return rows->front().at(column).string_or("");
}

bool DemoStory::lists(const Args& args, std::string_view record) {
  const auto list = parse_json(capture(args, Exit::ok));
  const auto* rows = list.at("rows").as_array();
  return rows &&
         std::ranges::any_of(*rows, [&](const Value& row) { return row.at("record").string_or("") == record; });
}

Exit DemoStory::would(Args args) {
  args.emplace_back("--dry-run");
  return static_cast<Exit>(context_.run_self(args, url_, Context::Show::captured).exit);
}

}  // namespace admctl::commands
