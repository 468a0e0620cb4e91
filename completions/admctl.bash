# bash completion for admctl, made by: admctl completion bash

_admctl_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_admctl() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local line='' skip='' words='' flags='' word i
  COMPREPLY=()
  # "--output=json" arrives as three words.
  if [[ $cur == '=' ]]; then
    cur=''
  elif [[ $prev == '=' && COMP_CWORD -gt 2 ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
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
    'migrate up:--to') :; return ;;
    'migrate up:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate up:--lock-wait') :; return ;;
    'migrate up:--unfinished') _admctl_words 'repeat skip'; return ;;
    'migrate verify:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate verify:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate resolve:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate resolve:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate resolve:--applied') :; return ;;
    'migrate resolve:--rolled-back') :; return ;;
    'migrate resolve:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate resolve:--lock-wait') :; return ;;
    'migrate baseline:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate baseline:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate baseline:--to') :; return ;;
    'migrate baseline:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate baseline:--lock-wait') :; return ;;
    'migrate down:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate down:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate down:--count') :; return ;;
    'migrate down:--to') :; return ;;
    'migrate down:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate down:--lock-wait') :; return ;;
    'migrate new:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate new:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate plan:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate plan:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate rehearse:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate rehearse:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate rehearse:--with-data') :; return ;;
    'migrate lint:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate lint:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate lint:--after') :; return ;;
    'migrate lint:--severity') _admctl_words 'error warning info'; return ;;
    'migrate lint:--format') _admctl_words 'table json github gcc'; return ;;
    'migrate backfill:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill:--workers') :; return ;;
    'migrate backfill pause:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--workers') :; return ;;
    'migrate backfill cancel:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema diff:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema diff:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'seed categories:-f'|'seed categories:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'seed demo:--count') :; return ;;
    'seed demo:--seed') :; return ;;
    'seed demo:--until') :; return ;;
    'seed demo:--only') :; return ;;
    'seed demo:--locale') :; return ;;
    'seed demo:--strategy') _admctl_words 'automatic rebuild in-place'; return ;;
    'inspect:--state') :; return ;;
    'inspect:--not-state') :; return ;;
    'inspect:--since') :; return ;;
    'inspect:--until') :; return ;;
    'inspect:--where') :; return ;;
    'inspect:--party') :; return ;;
    'inspect:--problem') :; return ;;
    'inspect:--sort') :; return ;;
    'inspect:--limit') :; return ;;
    'inspect:--after') :; return ;;
    'inspect:--html') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'inspect:--until-state') :; return ;;
    'inspect:--timeout') :; return ;;
    'inspect:--interval') :; return ;;
    'lifecycle:--format') _admctl_words 'text mermaid dot svg'; return ;;
    'lifecycle:-f'|'lifecycle:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'transition:--to') :; return ;;
    'transition:--set') :; return ;;
    'transition:--expect') :; return ;;
    'transition:--expect-rev') :; return ;;
    'transition:--state') :; return ;;
    'transition:--not-state') :; return ;;
    'transition:--since') :; return ;;
    'transition:--until') :; return ;;
    'transition:--where') :; return ;;
    'transition:--party') :; return ;;
    'transition:--problem') :; return ;;
    'transition:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'transition:--max') :; return ;;
    'transition:--rate') :; return ;;
    'transition:--chunk') :; return ;;
    'transition:--on-error') _admctl_words 'stop continue'; return ;;
    'recover:--set') :; return ;;
    'recover:--expect') :; return ;;
    'recover:--expect-rev') :; return ;;
    'check:--id') :; return ;;
    'check:--severity') _admctl_words 'error warning'; return ;;
    'check:--sample') :; return ;;
    'check:--timeout') :; return ;;
    'audit list:--source') _admctl_words 'audit events ledger'; return ;;
    'audit list:--since') :; return ;;
    'audit list:--until') :; return ;;
    'audit list:--actor') :; return ;;
    'audit list:--action') :; return ;;
    'audit list:--resource') :; return ;;
    'audit list:--operation') :; return ;;
    'audit list:--limit') :; return ;;
    'audit tail:--source') _admctl_words 'audit events ledger'; return ;;
    'audit tail:--since') :; return ;;
    'audit tail:--until') :; return ;;
    'audit tail:--actor') :; return ;;
    'audit tail:--action') :; return ;;
    'audit tail:--resource') :; return ;;
    'audit tail:--operation') :; return ;;
    'audit tail:--lines') :; return ;;
    'audit tail:--interval') :; return ;;
    'audit export:--source') _admctl_words 'audit events ledger'; return ;;
    'audit export:--since') :; return ;;
    'audit export:--until') :; return ;;
    'audit export:--actor') :; return ;;
    'audit export:--action') :; return ;;
    'audit export:--resource') :; return ;;
    'audit export:--operation') :; return ;;
    'audit export:--format') _admctl_words 'jsonl csv ecs ocsf sqlite'; return ;;
    'audit export:-f'|'audit export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--compress') _admctl_words 'none gzip zstd'; return ;;
    'audit export:--redact') _admctl_words 'secrets personal financial content linkable'; return ;;
    'audit export:--salt') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--since-cursor') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--max-file-rows') :; return ;;
    'audit export:--max-file-size') :; return ;;
    'audit export:--replica') :; return ;;
    'audit export:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--connections') :; return ;;
    'audit disclose:--salt') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit disclose:--opening') :; return ;;
    'audit disclose:--value') :; return ;;
    'audit disclose:--value-file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:-f'|'audit seal:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit seal:--source') :; return ;;
    'audit verify:--public-key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit verify:--checkpoint') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit verify:--source') :; return ;;
    'audit prove:--source') :; return ;;
    'audit prove:-f'|'audit prove:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--before') :; return ;;
    'audit archive:-f'|'audit archive:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--chunk') :; return ;;
    'audit archive:--plan') :; return ;;
    'audit key generate:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit key generate:--name') :; return ;;
    'audit key export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config history:--limit') :; return ;;
    'config set:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config set:--expect') :; return ;;
    'config unset:--expect') :; return ;;
    'config rollback:--to') :; return ;;
    'config apply:-f'|'config apply:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config export:--format') _admctl_words 'yaml json'; return ;;
    'config publish:-f'|'config publish:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config publish:--title') :; return ;;
    'config activate:--expect') :; return ;;
    'op list:--kind') :; return ;;
    'op list:--actor') :; return ;;
    'op list:--for-ticket') :; return ;;
    'op list:--record') :; return ;;
    'op list:--since') :; return ;;
    'op list:--until') :; return ;;
    'op list:--limit') :; return ;;
    'op plans:--limit') :; return ;;
    'op resume:--rate') :; return ;;
    'op resume:--chunk') :; return ;;
    'op resume:--on-error') _admctl_words 'stop continue'; return ;;
    'db create:--seed') :; return ;;
    'db create:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'db create:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'db create:--wait') :; return ;;
    'db create:--name') :; return ;;
    'db exec:--seed') :; return ;;
    'db exec:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'db exec:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'db exec:--wait') :; return ;;
    'db exec:--name') :; return ;;
    'db clone:--name') :; return ;;
    'db clone:--wait') :; return ;;
    'db gc:--older-than') :; return ;;
    'platform new:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'platform new:--schema') :; return ;;
    *:--db) :; return ;;
    *:--platform) :; return ;;
    *:-o|*:--output) _admctl_words 'table wide json jsonl yaml csv name'; return ;;
    *:--fields) :; return ;;
    *:--color) _admctl_words 'auto always never'; return ;;
    *:--confirm) :; return ;;
    *:--reason) :; return ;;
    *:--ticket) :; return ;;
    *:--key) :; return ;;
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
    _admctl_words "$flags --db --platform -o --output --fields --no-headers --csv-safe --color -q --quiet --no-input --exit-code -h --help --version -n --dry-run -y --yes --confirm --reason --ticket --key"
  elif [[ -n $words ]]; then
    _admctl_words "$words"
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
  fi
}

complete -F _admctl admctl
