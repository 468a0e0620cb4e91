# bash completion for admctl, made by: admctl completion bash

_admctl_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# What only admctl knows: names out of the pack and the database. It answers at once or not at all.
_admctl_ask() {
  local program=admctl answer='' line open=1
  [[ ${COMP_WORDS[0]} == */* ]] && program=${COMP_WORDS[0]/#\~/$HOME}
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
      # Of "a,b" readline completes all, not only the last part.
      COMPREPLY+=("$prefix${line%%$'\t'*}")
      [[ ${COMPREPLY[-1]} == *[/=] ]] || open=''
    fi
  done < <("$program" __complete -- "${typed[@]:1}" 2>/dev/null)
  [[ -n $open && ${#COMPREPLY[@]} -gt 0 ]] && compopt -o nospace 2>/dev/null
}

# bash takes words apart at "=" and ":"; `typed` gets them as they are on the line.
_admctl_typed() {
  local rest=${COMP_LINE:0:COMP_POINT} word i
  typed=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $word && $rest == "$word"* ]]; then
      typed[-1]+=$word
    else
      typed+=("$word")
    fi
    rest=${rest#*"$word"}
  done
  for i in "${!typed[@]}"; do
    word=${typed[i]#[\'\"]}
    typed[i]=${word%[\'\"]}
  done
}

_admctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local line='' skip='' words='' flags='' prefix='' word i
  local -a typed
  COMPREPLY=()
  _admctl_typed
  # "--output=json" arrives as three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' && COMP_CWORD -gt 2 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  [[ $cur == *,* ]] && prefix=${cur%,*},
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      skip=''
      continue
    fi
    case $word in
      --db | --platform | -o | --output | --fields | --color | --confirm | --reason | --ticket | --key) [[ ${COMP_WORDS[i + 1]} == '=' ]] || skip=1 ;;
      -* | '=' | help) ;;
      *)
        case "${line:+$line }$word" in
          'migrate' | 'migrate status' | 'migrate up' | 'migrate verify' | 'migrate resolve' | 'migrate baseline' | 'migrate down' | 'migrate new' | 'migrate plan' | 'migrate rehearse' | 'migrate lint' | 'migrate backfill' | 'migrate backfill status' | 'migrate backfill pause' | 'migrate backfill resume' | 'migrate backfill cancel' | 'schema' | 'schema diff' | 'schema catalog' | 'seed' | 'seed categories' | 'seed export' | 'seed export categories' | 'seed config' | 'seed demo' | 'seed scenario' | 'inspect' | 'lifecycle' | 'transition' | 'recover' | 'check' | 'audit' | 'audit list' | 'audit tail' | 'audit export' | 'audit disclose' | 'audit seal' | 'audit verify' | 'audit prove' | 'audit archive' | 'audit key' | 'audit key generate' | 'audit key list' | 'audit key export' | 'config' | 'config list' | 'config get' | 'config describe' | 'config validate' | 'config history' | 'config set' | 'config unset' | 'config rollback' | 'config edit' | 'config diff' | 'config apply' | 'config export' | 'config versions' | 'config publish' | 'config activate' | 'config deprecate' | 'op' | 'op list' | 'op show' | 'op plans' | 'op status' | 'op resume' | 'op approve' | 'op undo' | 'op verify' | 'db' | 'db up' | 'db down' | 'db status' | 'db create' | 'db exec' | 'db clone' | 'db list' | 'db url' | 'db drop' | 'db gc' | 'demo' | 'platform' | 'platform list' | 'platform show' | 'platform lint' | 'platform new' | 'target' | 'target show' | 'completion' | 'completion bash' | 'completion zsh' | 'completion fish' | 'explain') line=${line:+$line }$word ;;
          *) break ;;
        esac
        ;;
    esac
  done
  case "$line:$prev" in
    'migrate status:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate status:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate up:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate up:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate up:--to') _admctl_ask; return ;;
    'migrate up:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate up:--lock-wait') _admctl_ask; return ;;
    'migrate up:--unfinished') _admctl_words 'repeat skip'; return ;;
    'migrate verify:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate verify:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate resolve:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate resolve:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate resolve:--applied') _admctl_ask; return ;;
    'migrate resolve:--rolled-back') _admctl_ask; return ;;
    'migrate resolve:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate resolve:--lock-wait') _admctl_ask; return ;;
    'migrate baseline:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate baseline:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate baseline:--to') _admctl_ask; return ;;
    'migrate baseline:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate baseline:--lock-wait') _admctl_ask; return ;;
    'migrate down:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate down:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate down:--count') _admctl_ask; return ;;
    'migrate down:--to') _admctl_ask; return ;;
    'migrate down:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate down:--lock-wait') _admctl_ask; return ;;
    'migrate new:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate new:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate plan:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate plan:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate rehearse:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate rehearse:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate rehearse:--with-data') _admctl_ask; return ;;
    'migrate lint:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate lint:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate lint:--after') _admctl_ask; return ;;
    'migrate lint:--severity') _admctl_words 'error warning info'; return ;;
    'migrate lint:--format') _admctl_words 'table json github gcc'; return ;;
    'migrate backfill:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill:--workers') _admctl_ask; return ;;
    'migrate backfill pause:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--workers') _admctl_ask; return ;;
    'migrate backfill cancel:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema diff:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema diff:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'seed categories:-f'|'seed categories:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'seed demo:--count') _admctl_ask; return ;;
    'seed demo:--seed') _admctl_ask; return ;;
    'seed demo:--until') _admctl_ask; return ;;
    'seed demo:--only') _admctl_ask; return ;;
    'seed demo:--locale') _admctl_ask; return ;;
    'seed demo:--strategy') _admctl_words 'automatic rebuild in-place'; return ;;
    'inspect:--state') _admctl_ask; return ;;
    'inspect:--not-state') _admctl_ask; return ;;
    'inspect:--since') _admctl_ask; return ;;
    'inspect:--until') _admctl_ask; return ;;
    'inspect:--where') _admctl_ask; return ;;
    'inspect:--party') _admctl_ask; return ;;
    'inspect:--problem') _admctl_ask; return ;;
    'inspect:--sort') _admctl_ask; return ;;
    'inspect:--limit') _admctl_ask; return ;;
    'inspect:--after') _admctl_ask; return ;;
    'inspect:--html') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'inspect:--until-state') _admctl_ask; return ;;
    'inspect:--timeout') _admctl_ask; return ;;
    'inspect:--interval') _admctl_ask; return ;;
    'lifecycle:--format') _admctl_words 'text mermaid dot svg'; return ;;
    'lifecycle:-f'|'lifecycle:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'transition:--to') _admctl_ask; return ;;
    'transition:--set') _admctl_ask; return ;;
    'transition:--expect') _admctl_ask; return ;;
    'transition:--expect-rev') _admctl_ask; return ;;
    'transition:--state') _admctl_ask; return ;;
    'transition:--not-state') _admctl_ask; return ;;
    'transition:--since') _admctl_ask; return ;;
    'transition:--until') _admctl_ask; return ;;
    'transition:--where') _admctl_ask; return ;;
    'transition:--party') _admctl_ask; return ;;
    'transition:--problem') _admctl_ask; return ;;
    'transition:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'transition:--max') _admctl_ask; return ;;
    'transition:--rate') _admctl_ask; return ;;
    'transition:--chunk') _admctl_ask; return ;;
    'transition:--on-error') _admctl_words 'stop continue'; return ;;
    'recover:--set') _admctl_ask; return ;;
    'recover:--expect') _admctl_ask; return ;;
    'recover:--expect-rev') _admctl_ask; return ;;
    'check:--id') _admctl_ask; return ;;
    'check:--severity') _admctl_words 'error warning'; return ;;
    'check:--sample') _admctl_ask; return ;;
    'check:--timeout') _admctl_ask; return ;;
    'audit list:--source') _admctl_words 'audit events ledger'; return ;;
    'audit list:--since') _admctl_ask; return ;;
    'audit list:--until') _admctl_ask; return ;;
    'audit list:--actor') _admctl_ask; return ;;
    'audit list:--action') _admctl_ask; return ;;
    'audit list:--resource') _admctl_ask; return ;;
    'audit list:--operation') _admctl_ask; return ;;
    'audit list:--limit') _admctl_ask; return ;;
    'audit tail:--source') _admctl_words 'audit events ledger'; return ;;
    'audit tail:--since') _admctl_ask; return ;;
    'audit tail:--until') _admctl_ask; return ;;
    'audit tail:--actor') _admctl_ask; return ;;
    'audit tail:--action') _admctl_ask; return ;;
    'audit tail:--resource') _admctl_ask; return ;;
    'audit tail:--operation') _admctl_ask; return ;;
    'audit tail:--lines') _admctl_ask; return ;;
    'audit tail:--interval') _admctl_ask; return ;;
    'audit export:--source') _admctl_words 'audit events ledger'; return ;;
    'audit export:--since') _admctl_ask; return ;;
    'audit export:--until') _admctl_ask; return ;;
    'audit export:--actor') _admctl_ask; return ;;
    'audit export:--action') _admctl_ask; return ;;
    'audit export:--resource') _admctl_ask; return ;;
    'audit export:--operation') _admctl_ask; return ;;
    'audit export:--format') _admctl_words 'jsonl csv ecs ocsf sqlite'; return ;;
    'audit export:-f'|'audit export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--compress') _admctl_words 'none gzip zstd'; return ;;
    'audit export:--redact') _admctl_words 'secrets personal financial content linkable'; return ;;
    'audit export:--salt') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--since-cursor') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--max-file-rows') _admctl_ask; return ;;
    'audit export:--max-file-size') _admctl_ask; return ;;
    'audit export:--replica') _admctl_ask; return ;;
    'audit export:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--connections') _admctl_ask; return ;;
    'audit disclose:--salt') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit disclose:--opening') _admctl_ask; return ;;
    'audit disclose:--value') _admctl_ask; return ;;
    'audit disclose:--value-file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:-f'|'audit seal:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:--source') _admctl_ask; return ;;
    'audit verify:--public-key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit verify:--checkpoint') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit verify:--source') _admctl_ask; return ;;
    'audit prove:--source') _admctl_ask; return ;;
    'audit prove:-f'|'audit prove:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--before') _admctl_ask; return ;;
    'audit archive:-f'|'audit archive:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--chunk') _admctl_ask; return ;;
    'audit archive:--plan') _admctl_ask; return ;;
    'audit key generate:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit key generate:--name') _admctl_ask; return ;;
    'audit key export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config history:--limit') _admctl_ask; return ;;
    'config set:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config set:--expect') _admctl_ask; return ;;
    'config unset:--expect') _admctl_ask; return ;;
    'config rollback:--to') _admctl_ask; return ;;
    'config apply:-f'|'config apply:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config export:--format') _admctl_words 'yaml json'; return ;;
    'config publish:-f'|'config publish:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config publish:--title') _admctl_ask; return ;;
    'config activate:--expect') _admctl_ask; return ;;
    'op list:--kind') _admctl_ask; return ;;
    'op list:--actor') _admctl_ask; return ;;
    'op list:--for-ticket') _admctl_ask; return ;;
    'op list:--record') _admctl_ask; return ;;
    'op list:--since') _admctl_ask; return ;;
    'op list:--until') _admctl_ask; return ;;
    'op list:--limit') _admctl_ask; return ;;
    'op plans:--limit') _admctl_ask; return ;;
    'op resume:--rate') _admctl_ask; return ;;
    'op resume:--chunk') _admctl_ask; return ;;
    'op resume:--on-error') _admctl_words 'stop continue'; return ;;
    'db create:--seed') _admctl_ask; return ;;
    'db create:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'db create:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'db create:--wait') _admctl_ask; return ;;
    'db create:--name') _admctl_ask; return ;;
    'db exec:--seed') _admctl_ask; return ;;
    'db exec:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'db exec:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'db exec:--wait') _admctl_ask; return ;;
    'db exec:--name') _admctl_ask; return ;;
    'db clone:--name') _admctl_ask; return ;;
    'db clone:--wait') _admctl_ask; return ;;
    'db gc:--older-than') _admctl_ask; return ;;
    'platform new:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'platform new:--schema') _admctl_ask; return ;;
    *:--db) _admctl_ask; return ;;
    *:--platform) _admctl_ask; return ;;
    *:-o|*:--output) _admctl_words 'table wide json jsonl yaml csv name'; return ;;
    *:--fields) _admctl_ask; return ;;
    *:--color) _admctl_words 'auto always never'; return ;;
    *:--confirm) _admctl_ask; return ;;
    *:--reason) _admctl_ask; return ;;
    *:--ticket) _admctl_ask; return ;;
    *:--key) _admctl_ask; return ;;
  esac
  case "$line" in
    '') words='migrate schema seed inspect lifecycle transition recover check audit config op db demo platform target completion explain help' flags='' ;;
    'migrate') words='status up verify resolve baseline down new plan rehearse lint backfill' flags='' ;;
    'migrate status') words='' flags='--dir --history' ;;
    'migrate up') words='' flags='--dir --history --to --lock --lock-wait --drop-invalid --unfinished --statements' ;;
    'migrate verify') words='' flags='--dir --history' ;;
    'migrate resolve') words='' flags='--dir --history --applied --rolled-back --lock --lock-wait' ;;
    'migrate baseline') words='' flags='--dir --history --to --more --lock --lock-wait' ;;
    'migrate down') words='' flags='--dir --history --count --to --lock --lock-wait' ;;
    'migrate new') words='' flags='--dir --history' ;;
    'migrate plan') words='' flags='--dir --history' ;;
    'migrate rehearse') words='' flags='--dir --history --with-data' ;;
    'migrate lint') words='' flags='--dir --history --after --severity --format --allowed --list' ;;
    'migrate backfill') words='status pause resume cancel' flags='--dir --workers' ;;
    'migrate backfill status') words='' flags='' ;;
    'migrate backfill pause') words='' flags='--dir' ;;
    'migrate backfill resume') words='' flags='--dir --workers' ;;
    'migrate backfill cancel') words='' flags='--dir' ;;
    'schema') words='diff catalog' flags='' ;;
    'schema diff') words='' flags='--dir --history' ;;
    'schema catalog') words='' flags='' ;;
    'seed') words='categories export config demo scenario' flags='' ;;
    'seed categories') words='' flags='-f --file --prune' ;;
    'seed export') words='categories' flags='' ;;
    'seed export categories') words='' flags='' ;;
    'seed config') words='' flags='--reset' ;;
    'seed demo') words='' flags='--count --seed --until --append --only --locale --strategy' ;;
    'seed scenario') words='' flags='--list --verify' ;;
    'inspect') words='' flags='--state --not-state --stuck --since --until --where --party --problem --sort --limit --after --timeline --related --diagram --html --overwrite --watch --until-state --timeout --interval' ;;
    'lifecycle') words='' flags='--format --counts -f --file --overwrite' ;;
    'transition') words='' flags='--to --set --expect --expect-rev --force --state --not-state --stuck --since --until --where --party --problem --file --max --rate --chunk --on-error' ;;
    'recover') words='' flags='--all --set --expect --expect-rev --force' ;;
    'check') words='' flags='--id --severity --sample --timeout' ;;
    'audit') words='list tail export disclose seal verify prove archive key' flags='' ;;
    'audit list') words='' flags='--source --since --until --actor --action --resource --operation --limit' ;;
    'audit tail') words='' flags='--source --since --until --actor --action --resource --operation -f --follow --lines --interval' ;;
    'audit export') words='' flags='--source --since --until --actor --action --resource --operation --format -f --file --overwrite --compress --redact --salt --include-secrets --since-cursor --max-file-rows --max-file-size --replica --key --connections' ;;
    'audit disclose') words='' flags='--salt --opening --value --value-file' ;;
    'audit seal') words='' flags='--key -f --file --source --all --new-key' ;;
    'audit verify') words='' flags='--public-key --checkpoint --source' ;;
    'audit prove') words='' flags='--source -f --file' ;;
    'audit archive') words='' flags='--before -f --file --key --chunk --plan' ;;
    'audit key') words='generate list export' flags='' ;;
    'audit key generate') words='' flags='--file --name' ;;
    'audit key list') words='' flags='' ;;
    'audit key export') words='' flags='--file' ;;
    'config') words='list get describe validate history set unset rollback edit diff apply export versions publish activate deprecate' flags='' ;;
    'config list') words='' flags='' ;;
    'config get') words='' flags='--raw' ;;
    'config describe') words='' flags='' ;;
    'config validate') words='' flags='' ;;
    'config history') words='' flags='--limit' ;;
    'config set') words='' flags='--file --expect --json' ;;
    'config unset') words='' flags='--expect' ;;
    'config rollback') words='' flags='--to' ;;
    'config edit') words='' flags='' ;;
    'config diff') words='' flags='' ;;
    'config apply') words='' flags='-f --file --prune' ;;
    'config export') words='' flags='--format --comments' ;;
    'config versions') words='' flags='' ;;
    'config publish') words='' flags='-f --file --title' ;;
    'config activate') words='' flags='--expect' ;;
    'config deprecate') words='' flags='' ;;
    'op') words='list show plans status resume approve undo verify' flags='' ;;
    'op list') words='' flags='--kind --actor --for-ticket --record --since --until --forced --limit' ;;
    'op show') words='' flags='' ;;
    'op plans') words='' flags='--unfinished --waiting --limit' ;;
    'op status') words='' flags='' ;;
    'op resume') words='' flags='--rate --chunk --on-error' ;;
    'op approve') words='' flags='' ;;
    'op undo') words='' flags='' ;;
    'op verify') words='' flags='' ;;
    'db') words='up down status create exec clone list url drop gc' flags='' ;;
    'db up') words='' flags='--ephemeral' ;;
    'db down') words='' flags='' ;;
    'db status') words='' flags='' ;;
    'db create') words='' flags='--seed --dir --history --wait --name --env' ;;
    'db exec') words='' flags='--seed --dir --history --wait --name' ;;
    'db clone') words='' flags='--name --wait --env' ;;
    'db list') words='' flags='' ;;
    'db url') words='' flags='' ;;
    'db drop') words='' flags='--all' ;;
    'db gc') words='' flags='--older-than --templates' ;;
    'demo') words='' flags='' ;;
    'platform') words='list show lint new' flags='' ;;
    'platform list') words='' flags='' ;;
    'platform show') words='' flags='' ;;
    'platform lint') words='' flags='--live' ;;
    'platform new') words='' flags='--from-db --dir --schema' ;;
    'target') words='show' flags='' ;;
    'target show') words='' flags='' ;;
    'completion') words='bash zsh fish' flags='' ;;
    'completion bash') words='' flags='' ;;
    'completion zsh') words='' flags='' ;;
    'completion fish') words='' flags='' ;;
    'explain') words='' flags='' ;;
  esac
  if [[ $cur == -* ]]; then
    _admctl_words "$flags --db --platform -o --output --fields --no-headers --csv-safe --color --plain --no-pager -q --quiet --no-input --exit-code -h --help --version -n --dry-run -y --yes --confirm --reason --ticket --key"
  elif [[ -n $words ]]; then
    _admctl_words "$words"
  else
    _admctl_ask
  fi
}

complete -F _admctl admctl
