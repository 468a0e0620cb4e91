# fish completion for admctl, made by: admctl completion fish

function __admctl_line
  set -l line
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    switch $word
      case --db --platform -o --output --fields --color --confirm --reason --ticket --key
        set skip 1
      case '-*' help
      case '*'
        switch "$(string join ' ' $line $word)"
          case 'migrate' 'migrate status' 'migrate up' 'migrate verify' 'migrate resolve' 'migrate baseline' 'migrate down' 'migrate new' 'migrate plan' 'migrate rehearse' 'migrate lint' 'migrate backfill' 'migrate backfill status' 'migrate backfill pause' 'migrate backfill resume' 'migrate backfill cancel' 'schema' 'schema diff' 'schema catalog' 'seed' 'seed categories' 'seed export' 'seed export categories' 'seed config' 'seed demo' 'seed scenario' 'inspect' 'lifecycle' 'transition' 'recover' 'check' 'audit' 'audit list' 'audit tail' 'audit export' 'audit disclose' 'audit seal' 'audit verify' 'audit prove' 'audit archive' 'audit key' 'audit key generate' 'audit key list' 'audit key export' 'config' 'config list' 'config get' 'config describe' 'config validate' 'config history' 'config set' 'config unset' 'config rollback' 'config edit' 'config diff' 'config apply' 'config export' 'config versions' 'config publish' 'config activate' 'config deprecate' 'op' 'op list' 'op show' 'op plans' 'op status' 'op resume' 'op approve' 'op undo' 'op verify' 'db' 'db up' 'db down' 'db status' 'db create' 'db exec' 'db clone' 'db list' 'db url' 'db drop' 'db gc' 'demo' 'platform' 'platform list' 'platform show' 'platform lint' 'platform new' 'target' 'target show' 'completion' 'completion bash' 'completion zsh' 'completion fish' 'explain'
            set -a line $word
          case '*'
            break
        end
    end
  end
  string join ' ' $line
end

function __admctl_at
  test "$(__admctl_line)" = "$argv[1]"
end

complete -c admctl -f
complete -c admctl -l db -x -d 'database to work on: a postgresql:// URL or keyword=value text'
complete -c admctl -l platform -x -d 'platform pack: a built-in one, or a folder (with a slash in it)'
complete -c admctl -s o -l output -x -a 'table wide json jsonl yaml csv name' -d 'form of the answer on stdout'
complete -c admctl -l fields -x -d 'only these columns of a list, or sections of a page, in this order'
complete -c admctl -l no-headers -d 'leave out the heading of tables and CSV'
complete -c admctl -l csv-safe -d 'guard CSV cells that a spreadsheet would run as a formula'
complete -c admctl -l color -x -a 'auto always never' -d 'colour on a terminal'
complete -c admctl -s q -l quiet -d 'no talk on stderr but errors and questions'
complete -c admctl -l no-input -d 'never ask; fail naming the flag that answers'
complete -c admctl -l exit-code -d 'end with 10 when there are differences, pending work or problems'
complete -c admctl -s h -l help -d 'show the help of the command'
complete -c admctl -l version -d 'show the version and those of the libraries'
complete -c admctl -s n -l dry-run -d 'do everything, show what would change, then roll back'
complete -c admctl -s y -l yes -d 'answer yes to moderate questions'
complete -c admctl -l confirm -x -d 'answer a severe question: the word it asks for'
complete -c admctl -l reason -x -d 'why, for the ledger and the platform\'s own trail'
complete -c admctl -l ticket -x -d 'the ticket or incident this belongs to'
complete -c admctl -l key -x -d 'idempotency key: a second run with it only repeats the answer'
complete -c admctl -n "__admctl_at ''" -a migrate -d 'apply and check migrations'
complete -c admctl -n "__admctl_at ''" -a schema -d 'what the database consists of, and how that differs from what it should be'
complete -c admctl -n "__admctl_at ''" -a seed -d 'categories, configuration, demo data and rehearsed incidents'
complete -c admctl -n "__admctl_at ''" -a inspect -d 'list records of a kind, or show one on a page'
complete -c admctl -n "__admctl_at ''" -a lifecycle -d 'the states of a kind and the moves between them, in words or as a picture'
complete -c admctl -n "__admctl_at ''" -a transition -d 'move records to another state, as the application would'
complete -c admctl -n "__admctl_at ''" -a recover -d 'mend a known condition of a record by a recipe'
complete -c admctl -n "__admctl_at ''" -a check -d 'look for data that breaks the platform\'s invariants'
complete -c admctl -n "__admctl_at ''" -a audit -d 'the audit log: look at it, export it, prove it'
complete -c admctl -n "__admctl_at ''" -a config -d 'the platform\'s settings: values, changes, history'
complete -c admctl -n "__admctl_at ''" -a op -d 'the ledger: what was done, by whom, and taking it back'
complete -c admctl -n "__admctl_at ''" -a db -d 'test databases, and the embedded PostgreSQL'
complete -c admctl -n "__admctl_at ''" -a demo -d 'the main job from end to end, on a database of its own'
complete -c admctl -n "__admctl_at ''" -a platform -d 'the platform packs that admctl knows'
complete -c admctl -n "__admctl_at ''" -a target -d 'the database that commands work on'
complete -c admctl -n "__admctl_at ''" -a completion -d 'scripts that complete command lines in a shell'
complete -c admctl -n "__admctl_at ''" -a explain -d 'what an error code or a rule of lint means'
complete -c admctl -n "__admctl_at ''" -a help -d 'the help of a command'
complete -c admctl -n "__admctl_at 'migrate'" -a status -d 'which migrations are applied, pending or not as they should be'
complete -c admctl -n "__admctl_at 'migrate'" -a up -d 'apply pending migrations'
complete -c admctl -n "__admctl_at 'migrate'" -a verify -d 'compare the migrations on disk with those that were applied, both ways'
complete -c admctl -n "__admctl_at 'migrate'" -a resolve -d 'record what became of a migration that failed'
complete -c admctl -n "__admctl_at 'migrate'" -a baseline -d 'record migrations as applied in a schema that they made before'
complete -c admctl -n "__admctl_at 'migrate'" -a down -d 'take applied migrations back with their own down scripts'
complete -c admctl -n "__admctl_at 'migrate'" -a new -d 'make an empty migration in a folder'
complete -c admctl -n "__admctl_at 'migrate'" -a plan -d 'what each pending statement locks and does to the tables of this target'
complete -c admctl -n "__admctl_at 'migrate'" -a rehearse -d 'run pending migrations on a clone and report what the server really did'
complete -c admctl -n "__admctl_at 'migrate'" -a lint -d 'find what would stop the application or lose data'
complete -c admctl -n "__admctl_at 'migrate'" -a backfill -d 'change many rows in small transactions that resume'
complete -c admctl -n "__admctl_at 'migrate status'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate status'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate status'" -F
complete -c admctl -n "__admctl_at 'migrate up'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate up'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate up'" -l to -x -d 'the last migration to apply'
complete -c admctl -n "__admctl_at 'migrate up'" -l lock -x -a 'auto session lease' -d 'how runners exclude each other: an advisory lock of the session, a lease in the ledger behind a pooler, or whichever the connection needs'
complete -c admctl -n "__admctl_at 'migrate up'" -l lock-wait -x -d 'how long to wait for another runner'
complete -c admctl -n "__admctl_at 'migrate up'" -l drop-invalid -d 'remove the INVALID index that an earlier run left before building it again'
complete -c admctl -n "__admctl_at 'migrate up'" -l unfinished -x -a 'repeat skip' -d 'what to do with a statement of an earlier run of which nobody knows whether it took effect'
complete -c admctl -n "__admctl_at 'migrate up'" -l statements -d 'say how long every statement took, not only slow ones'
complete -c admctl -n "__admctl_at 'migrate up'" -F
complete -c admctl -n "__admctl_at 'migrate verify'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate verify'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate verify'" -F
complete -c admctl -n "__admctl_at 'migrate resolve'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate resolve'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate resolve'" -l applied -x -d 'it is complete: record it as applied'
complete -c admctl -n "__admctl_at 'migrate resolve'" -l rolled-back -x -d 'nothing of it is left: it is pending again'
complete -c admctl -n "__admctl_at 'migrate resolve'" -l lock -x -a 'auto session lease' -d 'how runners exclude each other: an advisory lock of the session, a lease in the ledger behind a pooler, or whichever the connection needs'
complete -c admctl -n "__admctl_at 'migrate resolve'" -l lock-wait -x -d 'how long to wait for another runner'
complete -c admctl -n "__admctl_at 'migrate resolve'" -F
complete -c admctl -n "__admctl_at 'migrate baseline'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate baseline'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate baseline'" -l to -x -d 'the last migration that the schema already has'
complete -c admctl -n "__admctl_at 'migrate baseline'" -l more -d 'also when the history has migrations already'
complete -c admctl -n "__admctl_at 'migrate baseline'" -l lock -x -a 'auto session lease' -d 'how runners exclude each other: an advisory lock of the session, a lease in the ledger behind a pooler, or whichever the connection needs'
complete -c admctl -n "__admctl_at 'migrate baseline'" -l lock-wait -x -d 'how long to wait for another runner'
complete -c admctl -n "__admctl_at 'migrate baseline'" -F
complete -c admctl -n "__admctl_at 'migrate down'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate down'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate down'" -l count -x -d 'how many, the last first'
complete -c admctl -n "__admctl_at 'migrate down'" -l to -x -d 'all that are later than this one, which stays'
complete -c admctl -n "__admctl_at 'migrate down'" -l lock -x -a 'auto session lease' -d 'how runners exclude each other: an advisory lock of the session, a lease in the ledger behind a pooler, or whichever the connection needs'
complete -c admctl -n "__admctl_at 'migrate down'" -l lock-wait -x -d 'how long to wait for another runner'
complete -c admctl -n "__admctl_at 'migrate down'" -F
complete -c admctl -n "__admctl_at 'migrate new'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate new'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate new'" -F
complete -c admctl -n "__admctl_at 'migrate plan'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate plan'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate plan'" -F
complete -c admctl -n "__admctl_at 'migrate rehearse'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate rehearse'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate rehearse'" -l with-data -x -d 'copy so many rows of every table; 0 copies none'
complete -c admctl -n "__admctl_at 'migrate rehearse'" -F
complete -c admctl -n "__admctl_at 'migrate lint'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate lint'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'migrate lint'" -l after -x -d 'only migrations that come after this one'
complete -c admctl -n "__admctl_at 'migrate lint'" -l severity -x -a 'error warning info' -d 'the least severe findings to report'
complete -c admctl -n "__admctl_at 'migrate lint'" -l format -x -a 'table json github gcc' -d 'how findings are written; gcc for editors, github for workflows'
complete -c admctl -n "__admctl_at 'migrate lint'" -l allowed -d 'findings that are suppressed with a reason, too'
complete -c admctl -n "__admctl_at 'migrate lint'" -l list -d 'list the rules instead'
complete -c admctl -n "__admctl_at 'migrate lint'" -F
complete -c admctl -n "__admctl_at 'migrate backfill'" -a status -d 'the backfills of the target and how far they are'
complete -c admctl -n "__admctl_at 'migrate backfill'" -a pause -d 'stop a backfill after the batch under way, wherever it runs'
complete -c admctl -n "__admctl_at 'migrate backfill'" -a resume -d 'continue a paused backfill'
complete -c admctl -n "__admctl_at 'migrate backfill'" -a cancel -d 'end a backfill for good'
complete -c admctl -n "__admctl_at 'migrate backfill'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate backfill'" -l workers -x -d 'so many at once, instead of the declared number'
complete -c admctl -n "__admctl_at 'migrate backfill status'" -F
complete -c admctl -n "__admctl_at 'migrate backfill pause'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate backfill pause'" -F
complete -c admctl -n "__admctl_at 'migrate backfill resume'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate backfill resume'" -l workers -x -d 'so many at once, instead of the declared number'
complete -c admctl -n "__admctl_at 'migrate backfill resume'" -F
complete -c admctl -n "__admctl_at 'migrate backfill cancel'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'migrate backfill cancel'" -F
complete -c admctl -n "__admctl_at 'schema'" -a diff -d 'how the target\'s schema differs from what it should be'
complete -c admctl -n "__admctl_at 'schema'" -a catalog -d 'the target\'s schema as JSON, for \'schema diff\' and for review'
complete -c admctl -n "__admctl_at 'schema diff'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'schema diff'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'schema diff'" -F
complete -c admctl -n "__admctl_at 'schema catalog'" -F
complete -c admctl -n "__admctl_at 'seed'" -a categories -d 'bring the platform\'s categories in line with its pack, or with a file'
complete -c admctl -n "__admctl_at 'seed'" -a export -d ''
complete -c admctl -n "__admctl_at 'seed'" -a config -d 'give the platform the settings it lacks, with their defaults'
complete -c admctl -n "__admctl_at 'seed'" -a demo -d 'fill an empty platform with believable demo data'
complete -c admctl -n "__admctl_at 'seed'" -a scenario -d 'plant a rehearsed incident, for drills and tests'
complete -c admctl -n "__admctl_at 'seed categories'" -s f -l file -r -F -d 'your own file instead of the pack\'s; - is standard input'
complete -c admctl -n "__admctl_at 'seed categories'" -l prune -d 'remove what the file does not list and nothing refers to; asks first'
complete -c admctl -n "__admctl_at 'seed categories'" -F
complete -c admctl -n "__admctl_at 'seed export'" -a categories -d 'the live categories as a file for \'seed categories --file\''
complete -c admctl -n "__admctl_at 'seed export categories'" -F
complete -c admctl -n "__admctl_at 'seed config'" -l reset -d 'put keys that were changed back to their defaults; asks first'
complete -c admctl -n "__admctl_at 'seed config'" -F
complete -c admctl -n "__admctl_at 'seed demo'" -l count -x -d 'how many records of the platform\'s first kind (1000); its plural is a flag too: --deals N'
complete -c admctl -n "__admctl_at 'seed demo'" -l seed -x -d 'another seed gives other data'
complete -c admctl -n "__admctl_at 'seed demo'" -l until -x -d 'the present of the data (this minute)'
complete -c admctl -n "__admctl_at 'seed demo'" -l append -d 'add a set to the rows that are there'
complete -c admctl -n "__admctl_at 'seed demo'" -l only -x -d 'fill only these tables; the others hold the same set already'
complete -c admctl -n "__admctl_at 'seed demo'" -l locale -x -d 'languages of names and texts (all that the pack has)'
complete -c admctl -n "__admctl_at 'seed demo'" -l strategy -x -a 'automatic rebuild in-place' -d 'whether keys and indexes are built after the rows'
complete -c admctl -n "__admctl_at 'seed demo'" -F
complete -c admctl -n "__admctl_at 'seed scenario'" -l list -d 'list the platform\'s scenarios'
complete -c admctl -n "__admctl_at 'seed scenario'" -l verify -d 'say whether what was planted has been recovered; writes nothing'
complete -c admctl -n "__admctl_at 'seed scenario'" -F
complete -c admctl -n "__admctl_at 'inspect'" -l state -x -d 'only in one of these states'
complete -c admctl -n "__admctl_at 'inspect'" -l not-state -x -d 'only in none of these states'
complete -c admctl -n "__admctl_at 'inspect'" -l stuck -d 'only longer in their state than its limit, or than this if they have not ended'
complete -c admctl -n "__admctl_at 'inspect'" -l since -x -d 'only created then or later: a time, date or age'
complete -c admctl -n "__admctl_at 'inspect'" -l until -x -d 'only created before then'
complete -c admctl -n "__admctl_at 'inspect'" -l where -x -d 'only where a column is so: COLUMN=VALUE, also != < > <= >=, COLUMN= (empty), COLUMN=null'
complete -c admctl -n "__admctl_at 'inspect'" -l party -x -d 'only with this party: by id or name'
complete -c admctl -n "__admctl_at 'inspect'" -l problem -x -d 'only those that break this invariant'
complete -c admctl -n "__admctl_at 'inspect'" -l sort -x -d 'by key, label, created, updated or a column; -COLUMN: descending'
complete -c admctl -n "__admctl_at 'inspect'" -l limit -x -d 'at most so many rows (default 50)'
complete -c admctl -n "__admctl_at 'inspect'" -l after -x -d 'go on after the page that printed this cursor'
complete -c admctl -n "__admctl_at 'inspect'" -l timeline -d 'of a record: only what happened to it, all of it'
complete -c admctl -n "__admctl_at 'inspect'" -l related -d 'of a record: only the rows that belong to it, all of them'
complete -c admctl -n "__admctl_at 'inspect'" -l diagram -d 'of a record: the lifecycle with the path taken, mermaid by default'
complete -c admctl -n "__admctl_at 'inspect'" -l html -r -F -d 'of a record: write its page, with picture, to one HTML file'
complete -c admctl -n "__admctl_at 'inspect'" -l overwrite -d 'with --html: replace the file if it exists'
complete -c admctl -n "__admctl_at 'inspect'" -l watch -d 'follow a record: a line for every change, until it ends'
complete -c admctl -n "__admctl_at 'inspect'" -l until-state -x -d 'with --watch: until it is in one of these'
complete -c admctl -n "__admctl_at 'inspect'" -l timeout -x -d 'with --watch: give up after so long, with exit code 124'
complete -c admctl -n "__admctl_at 'inspect'" -l interval -x -d 'with --watch: look so often'
complete -c admctl -n "__admctl_at 'inspect'" -F
complete -c admctl -n "__admctl_at 'lifecycle'" -l format -x -a 'text mermaid dot svg' -d 'words, or a picture'
complete -c admctl -n "__admctl_at 'lifecycle'" -l counts -d 'how many records are in each state, from the database'
complete -c admctl -n "__admctl_at 'lifecycle'" -s f -l file -r -F -d 'where the picture goes; - is standard output'
complete -c admctl -n "__admctl_at 'lifecycle'" -l overwrite -d 'replace the file if it exists'
complete -c admctl -n "__admctl_at 'lifecycle'" -F
complete -c admctl -n "__admctl_at 'transition'" -l to -x -d 'the state to move to'
complete -c admctl -n "__admctl_at 'transition'" -l set -x -d 'a value that the move takes; see \'admctl lifecycle KIND\''
complete -c admctl -n "__admctl_at 'transition'" -l expect -x -d 'refuse unless the record is in this state now'
complete -c admctl -n "__admctl_at 'transition'" -l expect-rev -x -d 'refuse unless the record has this revision now'
complete -c admctl -n "__admctl_at 'transition'" -l force -d 'override the lifecycle, guards and invariants; needs --reason, is recorded'
complete -c admctl -n "__admctl_at 'transition'" -l state -x -d 'only in one of these states'
complete -c admctl -n "__admctl_at 'transition'" -l not-state -x -d 'only in none of these states'
complete -c admctl -n "__admctl_at 'transition'" -l stuck -d 'only longer in their state than its limit, or than this if they have not ended'
complete -c admctl -n "__admctl_at 'transition'" -l since -x -d 'only created then or later: a time, date or age'
complete -c admctl -n "__admctl_at 'transition'" -l until -x -d 'only created before then'
complete -c admctl -n "__admctl_at 'transition'" -l where -x -d 'only where a column is so: COLUMN=VALUE, also != < > <= >=, COLUMN= (empty), COLUMN=null'
complete -c admctl -n "__admctl_at 'transition'" -l party -x -d 'only with this party: by id or name'
complete -c admctl -n "__admctl_at 'transition'" -l problem -x -d 'only those that break this invariant'
complete -c admctl -n "__admctl_at 'transition'" -l file -r -F -d 'keys of records, one a line; - is standard input'
complete -c admctl -n "__admctl_at 'transition'" -l max -x -d 'refuse when it would be more records'
complete -c admctl -n "__admctl_at 'transition'" -l rate -x -d 'at most so many records a second'
complete -c admctl -n "__admctl_at 'transition'" -l chunk -x -d 'records in one transaction'
complete -c admctl -n "__admctl_at 'transition'" -l on-error -x -a 'stop continue' -d 'what a record that is not done means for the rest'
complete -c admctl -n "__admctl_at 'transition'" -F
complete -c admctl -n "__admctl_at 'recover'" -l all -d 'list the recipes that do not apply too, and why'
complete -c admctl -n "__admctl_at 'recover'" -l set -x -d 'a value that the recipe takes; may be given several times'
complete -c admctl -n "__admctl_at 'recover'" -l expect -x -d 'refuse unless the record is in this state now'
complete -c admctl -n "__admctl_at 'recover'" -l expect-rev -x -d 'refuse unless the record has this revision now'
complete -c admctl -n "__admctl_at 'recover'" -l force -d 'apply it although its condition does not hold; needs --reason, is recorded'
complete -c admctl -n "__admctl_at 'recover'" -F
complete -c admctl -n "__admctl_at 'check'" -l id -x -d 'only these invariants'
complete -c admctl -n "__admctl_at 'check'" -l severity -x -a 'error warning' -d 'only invariants of this severity or a graver one'
complete -c admctl -n "__admctl_at 'check'" -l sample -x -d 'describe so many rows of each'
complete -c admctl -n "__admctl_at 'check'" -l timeout -x -d 'give up on an invariant after so long'
complete -c admctl -n "__admctl_at 'check'" -F
complete -c admctl -n "__admctl_at 'audit'" -a list -d 'who did what, newest first'
complete -c admctl -n "__admctl_at 'audit'" -a tail -d 'the last audit rows, newest last, and what comes'
complete -c admctl -n "__admctl_at 'audit'" -a export -d 'write audit rows of one moment to a file or standard output'
complete -c admctl -n "__admctl_at 'audit'" -a disclose -d 'prove what a redacted value of an export was'
complete -c admctl -n "__admctl_at 'audit'" -a seal -d 'sign a checkpoint of all audit rows so far'
complete -c admctl -n "__admctl_at 'audit'" -a verify -d 'prove that sealed rows, or an export, are what they were'
complete -c admctl -n "__admctl_at 'audit'" -a prove -d 'prove to somebody without the database that a row is in the last seal'
complete -c admctl -n "__admctl_at 'audit'" -a archive -d 'move old audit rows into a signed export, and delete them'
complete -c admctl -n "__admctl_at 'audit'" -a key -d ''
complete -c admctl -n "__admctl_at 'audit list'" -l source -x -a 'audit events ledger' -d 'where from; all that the platform has when not given'
complete -c admctl -n "__admctl_at 'audit list'" -l since -x -d 'from this time on: a time, a date or an age such as 24h'
complete -c admctl -n "__admctl_at 'audit list'" -l until -x -d 'before this time'
complete -c admctl -n "__admctl_at 'audit list'" -l actor -x -d 'only this actor or operator'
complete -c admctl -n "__admctl_at 'audit list'" -l action -x -d 'only this action; * stands for any text'
complete -c admctl -n "__admctl_at 'audit list'" -l resource -x -d 'only this resource, or one row of it'
complete -c admctl -n "__admctl_at 'audit list'" -l operation -x -d 'only this operation of admctl'
complete -c admctl -n "__admctl_at 'audit list'" -l limit -x -d 'at most so many'
complete -c admctl -n "__admctl_at 'audit list'" -F
complete -c admctl -n "__admctl_at 'audit tail'" -l source -x -a 'audit events ledger' -d 'where from; all that the platform has when not given'
complete -c admctl -n "__admctl_at 'audit tail'" -l since -x -d 'from this time on: a time, a date or an age such as 24h'
complete -c admctl -n "__admctl_at 'audit tail'" -l until -x -d 'before this time'
complete -c admctl -n "__admctl_at 'audit tail'" -l actor -x -d 'only this actor or operator'
complete -c admctl -n "__admctl_at 'audit tail'" -l action -x -d 'only this action; * stands for any text'
complete -c admctl -n "__admctl_at 'audit tail'" -l resource -x -d 'only this resource, or one row of it'
complete -c admctl -n "__admctl_at 'audit tail'" -l operation -x -d 'only this operation of admctl'
complete -c admctl -n "__admctl_at 'audit tail'" -s f -l follow -d 'go on with new rows as they come, until interrupted'
complete -c admctl -n "__admctl_at 'audit tail'" -l lines -x -d 'how many rows to begin with'
complete -c admctl -n "__admctl_at 'audit tail'" -l interval -x -d 'how often to look for new rows'
complete -c admctl -n "__admctl_at 'audit tail'" -F
complete -c admctl -n "__admctl_at 'audit export'" -l source -x -a 'audit events ledger' -d 'where from; all that the platform has when not given'
complete -c admctl -n "__admctl_at 'audit export'" -l since -x -d 'from this time on: a time, a date or an age such as 24h'
complete -c admctl -n "__admctl_at 'audit export'" -l until -x -d 'before this time'
complete -c admctl -n "__admctl_at 'audit export'" -l actor -x -d 'only this actor or operator'
complete -c admctl -n "__admctl_at 'audit export'" -l action -x -d 'only this action; * stands for any text'
complete -c admctl -n "__admctl_at 'audit export'" -l resource -x -d 'only this resource, or one row of it'
complete -c admctl -n "__admctl_at 'audit export'" -l operation -x -d 'only this operation of admctl'
complete -c admctl -n "__admctl_at 'audit export'" -l format -x -a 'jsonl csv ecs ocsf sqlite' -d 'what a row becomes'
complete -c admctl -n "__admctl_at 'audit export'" -s f -l file -r -F -d 'where to; - is standard output'
complete -c admctl -n "__admctl_at 'audit export'" -l overwrite -d 'replace FILE if it exists'
complete -c admctl -n "__admctl_at 'audit export'" -l compress -x -a 'none gzip zstd' -d 'how; when not given, FILE\'s .gz or .zst says it'
complete -c admctl -n "__admctl_at 'audit export'" -l redact -x -a 'secrets personal financial content linkable' -d 'put commitments in place of values of these classes'
complete -c admctl -n "__admctl_at 'audit export'" -l salt -r -F -d 'the salt of the commitments; made when missing'
complete -c admctl -n "__admctl_at 'audit export'" -l include-secrets -d 'do not mask secret values'
complete -c admctl -n "__admctl_at 'audit export'" -l since-cursor -r -F -d 'only rows that are new since the last export with it'
complete -c admctl -n "__admctl_at 'audit export'" -l max-file-rows -x -d 'begin another file after so many rows'
complete -c admctl -n "__admctl_at 'audit export'" -l max-file-size -x -d 'begin another file before it is larger, such as 500M'
complete -c admctl -n "__admctl_at 'audit export'" -l replica -x -d 'read from this replica of the target'
complete -c admctl -n "__admctl_at 'audit export'" -l key -r -F -d 'sign the manifest with this private key; - is standard input'
complete -c admctl -n "__admctl_at 'audit export'" -l connections -x -d 'how many may read a large table'
complete -c admctl -n "__admctl_at 'audit export'" -F
complete -c admctl -n "__admctl_at 'audit disclose'" -l salt -r -F -d 'the salt of the export'
complete -c admctl -n "__admctl_at 'audit disclose'" -l opening -x -d 'what the salt\'s keeper gave for this one value'
complete -c admctl -n "__admctl_at 'audit disclose'" -l value -x -d 'the value'
complete -c admctl -n "__admctl_at 'audit disclose'" -l value-file -r -F -d 'read the value from a file; - is standard input'
complete -c admctl -n "__admctl_at 'audit disclose'" -F
complete -c admctl -n "__admctl_at 'audit seal'" -l key -r -F -d 'private key that signs; - is standard input'
complete -c admctl -n "__admctl_at 'audit seal'" -s f -l file -r -F -d 'write the checkpoints there; - is standard output'
complete -c admctl -n "__admctl_at 'audit seal'" -l source -x -d 'only these: audit, events, ledger'
complete -c admctl -n "__admctl_at 'audit seal'" -l all -d 'look for new rows in the whole table, however old their time'
complete -c admctl -n "__admctl_at 'audit seal'" -l new-key -d 'go on with another key than the last seal\'s'
complete -c admctl -n "__admctl_at 'audit seal'" -F
complete -c admctl -n "__admctl_at 'audit verify'" -l public-key -r -F -d 'only signatures by this key count'
complete -c admctl -n "__admctl_at 'audit verify'" -l checkpoint -r -F -d 'checkpoints that were kept outside; - is standard input'
complete -c admctl -n "__admctl_at 'audit verify'" -l source -x -d 'only these: audit, events, ledger'
complete -c admctl -n "__admctl_at 'audit verify'" -F
complete -c admctl -n "__admctl_at 'audit prove'" -l source -x -d 'where it is: audit, events, ledger'
complete -c admctl -n "__admctl_at 'audit prove'" -s f -l file -r -F -d 'write the proof there'
complete -c admctl -n "__admctl_at 'audit prove'" -F
complete -c admctl -n "__admctl_at 'audit archive'" -l before -x -d 'rows with an earlier time: a time, a date or an age such as 90d'
complete -c admctl -n "__admctl_at 'audit archive'" -s f -l file -r -F -d 'where to; JSON Lines, compressed when it ends with .zst or .gz'
complete -c admctl -n "__admctl_at 'audit archive'" -l key -r -F -d 'private key of the seals; - is standard input'
complete -c admctl -n "__admctl_at 'audit archive'" -l chunk -x -d 'rows deleted in one transaction'
complete -c admctl -n "__admctl_at 'audit archive'" -l plan -x -d 'the approved plan, on a protected database'
complete -c admctl -n "__admctl_at 'audit archive'" -F
complete -c admctl -n "__admctl_at 'audit key'" -a generate -d 'make an Ed25519 key that signs seals and exports'
complete -c admctl -n "__admctl_at 'audit key'" -a list -d 'the key files of a folder'
complete -c admctl -n "__admctl_at 'audit key'" -a export -d 'print the public part of a private key'
complete -c admctl -n "__admctl_at 'audit key generate'" -l file -r -F -d 'where the private key goes (mode 0600); the public one to FILE.pub'
complete -c admctl -n "__admctl_at 'audit key generate'" -l name -x -d 'under which it signs, such as example.com/audit; by default FILE\'s name'
complete -c admctl -n "__admctl_at 'audit key generate'" -F
complete -c admctl -n "__admctl_at 'audit key list'" -F
complete -c admctl -n "__admctl_at 'audit key export'" -l file -r -F -d 'the private key; - is standard input'
complete -c admctl -n "__admctl_at 'audit key export'" -F
complete -c admctl -n "__admctl_at 'config'" -a list -d 'every configuration key with its value and default'
complete -c admctl -n "__admctl_at 'config'" -a get -d 'one key: value, what is allowed, when it takes effect'
complete -c admctl -n "__admctl_at 'config'" -a describe -d 'what the platform\'s schema says about a key, without the database'
complete -c admctl -n "__admctl_at 'config'" -a validate -d 'check the live values against the schema and the rules across keys'
complete -c admctl -n "__admctl_at 'config'" -a history -d 'who changed a key to what, newest first'
complete -c admctl -n "__admctl_at 'config'" -a set -d 'change one value, checked against the platform\'s schema'
complete -c admctl -n "__admctl_at 'config'" -a unset -d 'remove a key\'s value, so that its default applies'
complete -c admctl -n "__admctl_at 'config'" -a rollback -d 'take one key back to what it was'
complete -c admctl -n "__admctl_at 'config'" -a edit -d 'change values in an editor, with their descriptions beside them'
complete -c admctl -n "__admctl_at 'config'" -a diff -d 'what differs between the configuration and a file or another database'
complete -c admctl -n "__admctl_at 'config'" -a apply -d 'make the configuration what a file says, in one operation'
complete -c admctl -n "__admctl_at 'config'" -a export -d 'the configuration as a file for \'config apply\' and \'config diff\''
complete -c admctl -n "__admctl_at 'config'" -a versions -d 'the versions of a versioned document, and how many records were made with each'
complete -c admctl -n "__admctl_at 'config'" -a publish -d 'add a version of a document, which is not active yet'
complete -c admctl -n "__admctl_at 'config'" -a activate -d 'make one version of a document the active one; the one before is deprecated'
complete -c admctl -n "__admctl_at 'config'" -a deprecate -d 'mark a version that is not active as not to be used any more'
complete -c admctl -n "__admctl_at 'config list'" -F
complete -c admctl -n "__admctl_at 'config get'" -l raw -d 'print nothing but the value'
complete -c admctl -n "__admctl_at 'config get'" -F
complete -c admctl -n "__admctl_at 'config describe'" -F
complete -c admctl -n "__admctl_at 'config validate'" -F
complete -c admctl -n "__admctl_at 'config history'" -l limit -x -d 'at most so many'
complete -c admctl -n "__admctl_at 'config history'" -F
complete -c admctl -n "__admctl_at 'config set'" -l file -r -F -d 'read the value from a file, - is standard input'
complete -c admctl -n "__admctl_at 'config set'" -l expect -x -d 'refuse unless the value has this revision now'
complete -c admctl -n "__admctl_at 'config set'" -l json -d 'VALUE is JSON'
complete -c admctl -n "__admctl_at 'config set'" -F
complete -c admctl -n "__admctl_at 'config unset'" -l expect -x -d 'refuse unless the value has this revision now'
complete -c admctl -n "__admctl_at 'config unset'" -F
complete -c admctl -n "__admctl_at 'config rollback'" -l to -x -d 'the revision it had, or the operation that left it so'
complete -c admctl -n "__admctl_at 'config rollback'" -F
complete -c admctl -n "__admctl_at 'config edit'" -F
complete -c admctl -n "__admctl_at 'config diff'" -F
complete -c admctl -n "__admctl_at 'config apply'" -s f -l file -r -F -d 'the settings, as YAML or JSON; - is standard input'
complete -c admctl -n "__admctl_at 'config apply'" -l prune -d 'unset the keys that the file does not have'
complete -c admctl -n "__admctl_at 'config apply'" -F
complete -c admctl -n "__admctl_at 'config export'" -l format -x -a 'yaml json' -d 'form of the file'
complete -c admctl -n "__admctl_at 'config export'" -l comments -d 'with descriptions, defaults and units'
complete -c admctl -n "__admctl_at 'config export'" -F
complete -c admctl -n "__admctl_at 'config versions'" -F
complete -c admctl -n "__admctl_at 'config publish'" -s f -l file -r -F -d 'the document, as YAML or JSON; - is standard input'
complete -c admctl -n "__admctl_at 'config publish'" -l title -x -d 'the version\'s name, where the platform keeps one'
complete -c admctl -n "__admctl_at 'config publish'" -F
complete -c admctl -n "__admctl_at 'config activate'" -l expect -x -d 'refuse unless this version is active now'
complete -c admctl -n "__admctl_at 'config activate'" -F
complete -c admctl -n "__admctl_at 'config deprecate'" -F
complete -c admctl -n "__admctl_at 'op'" -a list -d 'operations of the ledger, newest first'
complete -c admctl -n "__admctl_at 'op'" -a show -d 'who did what, why, with every change'
complete -c admctl -n "__admctl_at 'op'" -a plans -d 'plans of batches, and of moves that wait for an approval, newest first'
complete -c admctl -n "__admctl_at 'op'" -a status -d 'what became of an operation or a plan'
complete -c admctl -n "__admctl_at 'op'" -a resume -d 'go on with a plan that was interrupted, or begin one that was approved'
complete -c admctl -n "__admctl_at 'op'" -a approve -d 'approve a plan that somebody else made'
complete -c admctl -n "__admctl_at 'op'" -a undo -d 'take an operation back by another operation'
complete -c admctl -n "__admctl_at 'op'" -a verify -d 'prove that the ledger\'s hash chain is whole'
complete -c admctl -n "__admctl_at 'op list'" -l kind -x -d 'only this kind of operation'
complete -c admctl -n "__admctl_at 'op list'" -l actor -x -d 'only this actor'
complete -c admctl -n "__admctl_at 'op list'" -l for-ticket -x -d 'only for this ticket'
complete -c admctl -n "__admctl_at 'op list'" -l record -x -d 'only what touched this record'
complete -c admctl -n "__admctl_at 'op list'" -l since -x -d 'only finished then or later: a time, date or age'
complete -c admctl -n "__admctl_at 'op list'" -l until -x -d 'only finished before then'
complete -c admctl -n "__admctl_at 'op list'" -l forced -d 'only those that overrode something'
complete -c admctl -n "__admctl_at 'op list'" -l limit -x -d 'at most so many'
complete -c admctl -n "__admctl_at 'op list'" -F
complete -c admctl -n "__admctl_at 'op show'" -F
complete -c admctl -n "__admctl_at 'op plans'" -l unfinished -d 'only those with records left'
complete -c admctl -n "__admctl_at 'op plans'" -l waiting -d 'only those that wait for an approval'
complete -c admctl -n "__admctl_at 'op plans'" -l limit -x -d 'at most so many'
complete -c admctl -n "__admctl_at 'op plans'" -F
complete -c admctl -n "__admctl_at 'op status'" -F
complete -c admctl -n "__admctl_at 'op resume'" -l rate -x -d 'at most so many records a second'
complete -c admctl -n "__admctl_at 'op resume'" -l chunk -x -d 'records in one transaction'
complete -c admctl -n "__admctl_at 'op resume'" -l on-error -x -a 'stop continue' -d 'what a record that is not done means for the rest'
complete -c admctl -n "__admctl_at 'op resume'" -F
complete -c admctl -n "__admctl_at 'op approve'" -F
complete -c admctl -n "__admctl_at 'op undo'" -F
complete -c admctl -n "__admctl_at 'op verify'" -F
complete -c admctl -n "__admctl_at 'db'" -a up -d 'start the embedded PostgreSQL'
complete -c admctl -n "__admctl_at 'db'" -a down -d 'stop the embedded PostgreSQL'
complete -c admctl -n "__admctl_at 'db'" -a status -d 'where the embedded PostgreSQL is, whether it runs, and whether it keeps its data'
complete -c admctl -n "__admctl_at 'db'" -a create -d 'make a test database: migrated, seeded, ready in a blink'
complete -c admctl -n "__admctl_at 'db'" -a exec -d 'run a program on a test database of its own'
complete -c admctl -n "__admctl_at 'db'" -a clone -d 'copy a database of the same server, rows and all'
complete -c admctl -n "__admctl_at 'db'" -a list -d 'the test databases and templates of the server'
complete -c admctl -n "__admctl_at 'db'" -a url -d 'the URL of the platform\'s embedded database, or of a database by its name'
complete -c admctl -n "__admctl_at 'db'" -a drop -d 'drop test databases'
complete -c admctl -n "__admctl_at 'db'" -a gc -d 'drop forgotten test databases and stale templates'
complete -c admctl -n "__admctl_at 'db up'" -l ephemeral -d 'a fast one for tests that keeps nothing'
complete -c admctl -n "__admctl_at 'db up'" -F
complete -c admctl -n "__admctl_at 'db down'" -F
complete -c admctl -n "__admctl_at 'db status'" -F
complete -c admctl -n "__admctl_at 'db create'" -l seed -x -d 'demo data: how many records, the seed and the present of the data'
complete -c admctl -n "__admctl_at 'db create'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'db create'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'db create'" -l wait -x -d 'how long to wait while another admctl builds the same template'
complete -c admctl -n "__admctl_at 'db create'" -l name -x -d 'its name (default: a free one)'
complete -c admctl -n "__admctl_at 'db create'" -l env -d 'print lines for a shell: eval "$(admctl db create --env)"'
complete -c admctl -n "__admctl_at 'db create'" -F
complete -c admctl -n "__admctl_at 'db exec'" -l seed -x -d 'demo data: how many records, the seed and the present of the data'
complete -c admctl -n "__admctl_at 'db exec'" -l dir -x -a '(__fish_complete_directories)' -d 'a folder of migrations instead of the platform\'s own'
complete -c admctl -n "__admctl_at 'db exec'" -l history -x -a 'prisma drizzle supabase dbmate native' -d 'whose files and history table they are (default: told by the folder, then by the database)'
complete -c admctl -n "__admctl_at 'db exec'" -l wait -x -d 'how long to wait while another admctl builds the same template'
complete -c admctl -n "__admctl_at 'db exec'" -l name -x -d 'the database\'s name (default: a free one)'
complete -c admctl -n "__admctl_at 'db exec'" -F
complete -c admctl -n "__admctl_at 'db clone'" -l name -x -d 'the copy\'s name (default: a free one)'
complete -c admctl -n "__admctl_at 'db clone'" -l wait -x -d 'how long to wait while others are connected to it'
complete -c admctl -n "__admctl_at 'db clone'" -l env -d 'print lines for a shell, as db create does'
complete -c admctl -n "__admctl_at 'db clone'" -F
complete -c admctl -n "__admctl_at 'db list'" -F
complete -c admctl -n "__admctl_at 'db url'" -F
complete -c admctl -n "__admctl_at 'db drop'" -l all -d 'every test database of the server; templates stay'
complete -c admctl -n "__admctl_at 'db drop'" -F
complete -c admctl -n "__admctl_at 'db gc'" -l older-than -x -d 'how old a test database must be'
complete -c admctl -n "__admctl_at 'db gc'" -l templates -d 'templates that were not used for so long, too, not only for 7 days'
complete -c admctl -n "__admctl_at 'db gc'" -F
complete -c admctl -n "__admctl_at 'demo'" -F
complete -c admctl -n "__admctl_at 'platform'" -a list -d 'the built-in platform packs'
complete -c admctl -n "__admctl_at 'platform'" -a show -d 'what a platform pack describes'
complete -c admctl -n "__admctl_at 'platform'" -a lint -d 'check a platform pack'
complete -c admctl -n "__admctl_at 'platform'" -a new -d 'write a starter pack'
complete -c admctl -n "__admctl_at 'platform list'" -F
complete -c admctl -n "__admctl_at 'platform show'" -F
complete -c admctl -n "__admctl_at 'platform lint'" -l live -d 'also against the database: names, types, states in the data, values that rows need'
complete -c admctl -n "__admctl_at 'platform lint'" -F
complete -c admctl -n "__admctl_at 'platform new'" -l from-db -d 'guess it from the live database'
complete -c admctl -n "__admctl_at 'platform new'" -l dir -x -a '(__fish_complete_directories)' -d 'where the pack is written (./NAME)'
complete -c admctl -n "__admctl_at 'platform new'" -l schema -x -d 'the schema of the platform\'s tables (public)'
complete -c admctl -n "__admctl_at 'platform new'" -F
complete -c admctl -n "__admctl_at 'target'" -a show -d 'which database commands would work on, and why'
complete -c admctl -n "__admctl_at 'target show'" -F
complete -c admctl -n "__admctl_at 'completion'" -a bash -d 'print the completion script for bash'
complete -c admctl -n "__admctl_at 'completion'" -a zsh -d 'print the completion script for zsh'
complete -c admctl -n "__admctl_at 'completion'" -a fish -d 'print the completion script for fish'
complete -c admctl -n "__admctl_at 'completion bash'" -F
complete -c admctl -n "__admctl_at 'completion zsh'" -F
complete -c admctl -n "__admctl_at 'completion fish'" -F
complete -c admctl -n "__admctl_at 'explain'" -F
