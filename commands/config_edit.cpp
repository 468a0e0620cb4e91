#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands/changes.hpp"
#include "commands/config_report.hpp"
#include "commands/groups.hpp"
#include "lib/config/edit.hpp"
#include "lib/core/codes/config.hpp"
#include "lib/core/codes/general.hpp"
#include "lib/core/error.hpp"
#include "lib/core/json_text.hpp"
#include "lib/core/text.hpp"

namespace admctl::commands {
namespace {

class EditLoop {
 public:
  EditLoop(Context& context, const std::vector<std::string>& keys)
      : context_{context},
        pack_{context.pack()},
        schema_{config::Schema::load(pack_)},
        session_{pack_, schema_, load(), keys},
        editor_{context.open_editor(".yaml")} {}

  Report run() {
    try {
      auto report = edit();
      if (!context_.dry_run()) editor_->discard();
      return editor_->holds_work() && context_.dry_run()
                 ? report.note("what you typed is kept in " + editor_->path())
                 : report;
    } catch (const std::exception& problem) {
      if (!editor_->holds_work()) throw;
      const auto* known = dynamic_cast<const Error*>(&problem);
      auto error = known ? *known : Error{code::bug, std::string{"bug in admctl: "} + problem.what()};
      const auto kept = "what you typed is kept in " + editor_->path();
      throw error.with_hint(error.hint().empty() ? kept : error.hint() + "\n" + kept);
    }
  }

 private:
  std::vector<config::Entry> load() {
    pg::Transaction tx{context_.session(), pg::Transaction::Options::snapshot()};
    return config::load_entries(tx, pack_, schema_);
  }

  Report edit() {
    auto text =
        session_.text(fmt::format("Settings of {} on {}.", pack_.platform, context_.target().describe()));
    for (bool again = false;; again = true) {
      const auto edited = editor_->edit(text);
      const auto review = session_.review(edited);
      if (review.given_up) return nothing("the file was emptied: nothing was written");
      if (!review.problems.empty()) {
        if (again && edited == text) give_up(review.problems);
        context_.talk().say(count_of(review.problems.size(), "problem") + " in the text: it is opened again");
        text = config::annotate(edited, review.problems);
        continue;
      }
      if (review.changes.empty()) return nothing("nothing was changed: nothing was written");
      if (merge(review.changes, edited, text)) continue;
      say_changes(context_, review.shown);
      context_.confirm(fmt::format("write {} to {}?", count_of(review.changes.size(), "change"),
                                   context_.target().describe()));
      try {
        return config_changes(
            schema_, config::change(context_.session(), pack_, schema_, context_.request("config.edit"),
                                    review.changes, waiting_options(context_)));
      } catch (const Error& error) {
        // Somebody was quicker between our look and our write.
        if (error.code() != code::config_moved || !merge(review.changes, edited, text)) throw;
      }
    }
  }

  static Report nothing(std::string why) {
    Report report;
    return report.fields("configuration", "", {{"changed", "CHANGED", 0}}).note(std::move(why));
  }

  [[noreturn]] static void give_up(const std::vector<config::LineProblem>& problems) {
    throw Error{code::edit_given_up, "the text was saved as it was and is not valid: nothing was written",
                config::list_problems(problems)};
  }

  // When others changed the same keys: asks, and puts what they did above the lines of `edited`.
  bool merge(const std::vector<config::Wanted>& changes, const std::string& edited, std::string& text) {
    const auto now = load();
    const auto moved = session_.moved(changes, now);
    if (moved.empty()) return false;
    const auto stories = [&] {
      pg::Transaction tx{context_.session(), pg::Transaction::Options::snapshot()};
      return config::what_happened(tx, pack_, schema_, moved, now);
    }();
    for (const auto& story : stories) context_.talk().say("  " + story);
    ask(stories);
    session_.rebase(moved, now);
    std::vector<config::LineProblem> messages;
    for (std::size_t i = 0; i < moved.size(); ++i)
      messages.push_back({config::line_of(edited, moved[i]),
                          stories[i] + ". Keep your value to write it over that, or take over what is there."});
    text = config::annotate(edited, messages);
    return true;
  }

  void ask(const std::vector<std::string>& stories) {
    const auto what = count_of(stories.size(), "key") + " changed while you were editing";
    try {
      context_.confirm(what + "; edit again on top of that?");
    } catch (const Error& error) {
      if (error.code() != code::declined && error.code() != code::missing_flag) throw;
      throw Error{code::config_moved, what + ": nothing was written", join(stories, "\n")};
    }
  }

  Context& context_;
  const platform::Pack& pack_;
  config::Schema schema_;
  config::EditSession session_;
  std::unique_ptr<TextEditor> editor_;
};

Run declare_edit(Flags& flags) {
  auto keys = std::make_shared<std::vector<std::string>>();
  flags.optional_rest("KEY", *keys, "only these keys");
  return [keys](Context& context) { return EditLoop{context, *keys}.run(); };
}

const Command edit_table[]{
    {.name = "config edit",
     .summary = "change values in an editor, with their descriptions beside them",
     .details =
         "Opens $VISUAL, $EDITOR or vi on YAML. What is not valid is opened again with the messages above the "
         "lines; what is valid is shown as a diff and asked about. When somebody changed the same key "
         "meanwhile, you can edit again on top of it. What you typed is never lost: whenever it was not "
         "written, the path of the file is printed. Secrets and versioned documents are not edited here.",
     .examples = {{"admctl config edit", "all keys"},
                  {"admctl config edit min_deal_amount_ton max_deal_amount_ton", "keys that belong together"}},
     .effect = Effect::writes,
     .declare = declare_edit},
};

}  // namespace

std::span<const Command> config_edit_commands() { return edit_table; }

}  // namespace admctl::commands
