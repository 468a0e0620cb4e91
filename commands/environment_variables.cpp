#include "commands/environment_variables.hpp"

namespace admctl::commands {
namespace {

constexpr VariableMeaning variables[] = {
    {"ADMCTL_TARGET", "the target to work on, after --target and --db"},
    {"ADMCTL_DB_URL", "the database to work on, after ADMCTL_TARGET"},
    {"DATABASE_URL", "the database to work on, after ADMCTL_DB_URL"},
    {"PGHOST, PGHOSTADDR, PGPORT, PGDATABASE, PGSERVICE",
     "any of them hands the choice of the database to libpq, with all of its variables"},
    {"ADMCTL_PLATFORM", "the platform pack, after --platform and before that of the target"},
    {"ADMCTL_ACTOR", "who is written into the ledger instead of user@host"},
    {"XDG_CONFIG_HOME", "folder of admctl/config.yaml, the targets; ~/.config without it"},
    {"ADMCTL_HOME", "folder of the embedded database, instead of $XDG_DATA_HOME/admctl"},
    {"ADMCTL_PG_BIN", "folder with initdb and postgres for the embedded database"},
    {"ADMCTL_COMPLETE_MS", "milliseconds that completing a word in the shell may take (300)"},
    {"VISUAL, EDITOR", "the editor of 'config edit', the first that is set; vi without them"},
    {"TMPDIR", "folder of the file that is edited, instead of /tmp"},
    {"ADMCTL_PAGER, PAGER", "what shows long answers on a terminal (less); cat: nothing does"},
    {"ADMCTL_PLAIN", "anything: as if --plain were given"},
    {"NO_COLOR", "no colour unless --color always"},
};

}  // namespace

std::span<const VariableMeaning> environment_variables() { return variables; }

}  // namespace admctl::commands
