# bash completion for admctl, made by: admctl completion bash

_admctl_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

# What only admctl knows: names out of the pack and the database. It answers at once or not at all.
_admctl_ask() {
  local program=admctl answer='' line open=1 value
  # Of "column=value" it completes only what comes after the equals sign.
  local before=${typed[-1]%"$cur"}
  before=${before#--*=}
  [[ ${COMP_WORDS[0]} == */* ]] && program=${COMP_WORDS[0]/#\~/$HOME}
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    else
      # Of "a,b" readline completes all, not only the last part.
      value=${line%%$'\t'*}
      COMPREPLY+=("$prefix${value#"$before"}")
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
      -t | --target | --db | --platform | -o | --output | --fields | --color | --confirm | --reason | --ticket | --key) [[ ${COMP_WORDS[i + 1]} == '=' ]] || skip=1 ;;
      -* | '=' | help) ;;
      *)
        case "${line:+$line }$word" in
          'migrate' | 'migrate status' | 'migrate up' | 'migrate verify' | 'migrate resolve' | 'migrate baseline' | 'migrate down' | 'migrate new' | 'migrate plan' | 'migrate rehearse' | 'migrate lint' | 'migrate backfill' | 'migrate backfill status' | 'migrate backfill pause' | 'migrate backfill resume' | 'migrate backfill cancel' | 'schema' | 'schema tables' | 'schema describe' | 'schema catalog' | 'schema erd' | 'schema diff' | 'schema grants' | 'seed' | 'seed categories' | 'seed export' | 'seed export categories' | 'seed config' | 'seed demo' | 'seed scenario' | 'inspect' | 'lifecycle' | 'transition' | 'recover' | 'check' | 'doctor' | 'audit' | 'audit list' | 'audit tail' | 'audit export' | 'audit disclose' | 'audit seal' | 'audit verify' | 'audit prove' | 'audit archive' | 'audit key' | 'audit key generate' | 'audit key list' | 'audit key export' | 'config' | 'config list' | 'config get' | 'config describe' | 'config validate' | 'config history' | 'config set' | 'config unset' | 'config rollback' | 'config edit' | 'config diff' | 'config apply' | 'config export' | 'config versions' | 'config publish' | 'config activate' | 'config deprecate' | 'op' | 'op list' | 'op show' | 'op plans' | 'op status' | 'op resume' | 'op approve' | 'op undo' | 'op verify' | 'db' | 'db up' | 'db down' | 'db status' | 'db create' | 'db exec' | 'db clone' | 'db list' | 'db url' | 'db drop' | 'db gc' | 'demo' | 'platform' | 'platform list' | 'platform show' | 'platform lint' | 'platform new' | 'target' | 'target list' | 'target show' | 'target add' | 'target remove' | 'target test' | 'completion' | 'completion bash' | 'completion zsh' | 'completion fish' | 'explain') line=${line:+$line }$word ;;
          *) break ;;
        esac
        ;;
    esac
  done
  case "$line:$prev" in
    'migrate status:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate status:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate status:--max-lag') _admctl_ask; return ;;
    'migrate status:--targets') _admctl_ask; return ;;
    'migrate status:--parallel') _admctl_ask; return ;;
    'migrate status:--canary') _admctl_ask; return ;;
    'migrate status:--resume') _admctl_ask; return ;;
    'migrate up:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate up:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate up:--to') _admctl_ask; return ;;
    'migrate up:--lock') _admctl_words 'auto session lease'; return ;;
    'migrate up:--lock-wait') _admctl_ask; return ;;
    'migrate up:--unfinished') _admctl_words 'repeat skip'; return ;;
    'migrate up:--targets') _admctl_ask; return ;;
    'migrate up:--parallel') _admctl_ask; return ;;
    'migrate up:--canary') _admctl_ask; return ;;
    'migrate up:--resume') _admctl_ask; return ;;
    'migrate verify:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate verify:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate verify:--max-lag') _admctl_ask; return ;;
    'migrate verify:--targets') _admctl_ask; return ;;
    'migrate verify:--parallel') _admctl_ask; return ;;
    'migrate verify:--canary') _admctl_ask; return ;;
    'migrate verify:--resume') _admctl_ask; return ;;
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
    'migrate plan:--max-lag') _admctl_ask; return ;;
    'migrate plan:--targets') _admctl_ask; return ;;
    'migrate plan:--parallel') _admctl_ask; return ;;
    'migrate plan:--canary') _admctl_ask; return ;;
    'migrate plan:--resume') _admctl_ask; return ;;
    'migrate rehearse:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate rehearse:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate rehearse:--with-data') _admctl_ask; return ;;
    'migrate rehearse:--max-lag') _admctl_ask; return ;;
    'migrate lint:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate lint:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'migrate lint:--after') _admctl_ask; return ;;
    'migrate lint:--severity') _admctl_words 'error warning info'; return ;;
    'migrate lint:--format') _admctl_words 'table json github gcc'; return ;;
    'migrate backfill:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill:--workers') _admctl_ask; return ;;
    'migrate backfill status:--max-lag') _admctl_ask; return ;;
    'migrate backfill pause:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate backfill resume:--workers') _admctl_ask; return ;;
    'migrate backfill cancel:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema tables:--schema') _admctl_ask; return ;;
    'schema tables:--max-lag') _admctl_ask; return ;;
    'schema describe:--schema') _admctl_ask; return ;;
    'schema describe:--max-lag') _admctl_ask; return ;;
    'schema catalog:--format') _admctl_words 'json markdown'; return ;;
    'schema catalog:-f'|'schema catalog:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'schema catalog:--schema') _admctl_ask; return ;;
    'schema catalog:--max-lag') _admctl_ask; return ;;
    'schema erd:--format') _admctl_words 'mermaid dot svg'; return ;;
    'schema erd:--columns') _admctl_words 'all keys none'; return ;;
    'schema erd:--depth') _admctl_ask; return ;;
    'schema erd:-f'|'schema erd:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'schema erd:--schema') _admctl_ask; return ;;
    'schema erd:--max-lag') _admctl_ask; return ;;
    'schema diff:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'schema diff:--history') _admctl_words 'prisma drizzle supabase dbmate native'; return ;;
    'schema diff:--max-lag') _admctl_ask; return ;;
    'schema diff:--targets') _admctl_ask; return ;;
    'schema diff:--parallel') _admctl_ask; return ;;
    'schema diff:--canary') _admctl_ask; return ;;
    'schema diff:--resume') _admctl_ask; return ;;
    'schema grants:--role') _admctl_words 'reader operator admin auditor'; return ;;
    'schema grants:--prefix') _admctl_ask; return ;;
    'schema grants:-f'|'schema grants:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'schema grants:--max-lag') _admctl_ask; return ;;
    'seed categories:-f'|'seed categories:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'seed export categories:--max-lag') _admctl_ask; return ;;
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
    'inspect:--max-lag') _admctl_ask; return ;;
    'inspect:--targets') _admctl_ask; return ;;
    'inspect:--parallel') _admctl_ask; return ;;
    'inspect:--canary') _admctl_ask; return ;;
    'inspect:--resume') _admctl_ask; return ;;
    'lifecycle:--format') _admctl_words 'text mermaid dot svg'; return ;;
    'lifecycle:-f'|'lifecycle:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'lifecycle:--max-lag') _admctl_ask; return ;;
    'lifecycle:--targets') _admctl_ask; return ;;
    'lifecycle:--parallel') _admctl_ask; return ;;
    'lifecycle:--canary') _admctl_ask; return ;;
    'lifecycle:--resume') _admctl_ask; return ;;
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
    'check:--max-lag') _admctl_ask; return ;;
    'check:--targets') _admctl_ask; return ;;
    'check:--parallel') _admctl_ask; return ;;
    'check:--canary') _admctl_ask; return ;;
    'check:--resume') _admctl_ask; return ;;
    'doctor:--only') _admctl_words 'connection tls versions clock privileges replication transactions locks indexes sequences vacuum ledger seals migrations drift pack'; return ;;
    'doctor:--skip') _admctl_words 'connection tls versions clock privileges replication transactions locks indexes sequences vacuum ledger seals migrations drift pack'; return ;;
    'doctor:--timeout') _admctl_ask; return ;;
    'doctor:--long') _admctl_ask; return ;;
    'doctor:--idle') _admctl_ask; return ;;
    'doctor:--lock-wait') _admctl_ask; return ;;
    'doctor:--lag') _admctl_ask; return ;;
    'doctor:--skew') _admctl_ask; return ;;
    'doctor:--seal-age') _admctl_ask; return ;;
    'doctor:--slot') _admctl_ask; return ;;
    'doctor:--sequence') _admctl_ask; return ;;
    'audit list:--source') _admctl_words 'audit events ledger'; return ;;
    'audit list:--since') _admctl_ask; return ;;
    'audit list:--until') _admctl_ask; return ;;
    'audit list:--actor') _admctl_ask; return ;;
    'audit list:--action') _admctl_ask; return ;;
    'audit list:--resource') _admctl_ask; return ;;
    'audit list:--operation') _admctl_ask; return ;;
    'audit list:--limit') _admctl_ask; return ;;
    'audit list:--max-lag') _admctl_ask; return ;;
    'audit list:--targets') _admctl_ask; return ;;
    'audit list:--parallel') _admctl_ask; return ;;
    'audit list:--canary') _admctl_ask; return ;;
    'audit list:--resume') _admctl_ask; return ;;
    'audit tail:--source') _admctl_words 'audit events ledger'; return ;;
    'audit tail:--since') _admctl_ask; return ;;
    'audit tail:--until') _admctl_ask; return ;;
    'audit tail:--actor') _admctl_ask; return ;;
    'audit tail:--action') _admctl_ask; return ;;
    'audit tail:--resource') _admctl_ask; return ;;
    'audit tail:--operation') _admctl_ask; return ;;
    'audit tail:--lines') _admctl_ask; return ;;
    'audit tail:--interval') _admctl_ask; return ;;
    'audit tail:--max-lag') _admctl_ask; return ;;
    'audit export:--source') _admctl_words 'audit events ledger'; return ;;
    'audit export:--since') _admctl_ask; return ;;
    'audit export:--until') _admctl_ask; return ;;
    'audit export:--actor') _admctl_ask; return ;;
    'audit export:--action') _admctl_ask; return ;;
    'audit export:--resource') _admctl_ask; return ;;
    'audit export:--operation') _admctl_ask; return ;;
    'audit export:--format') _admctl_words 'jsonl csv ecs ocsf sqlite'; return ;;
    'audit export:--row') _admctl_words 'whole rest'; return ;;
    'audit export:-f'|'audit export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--compress') _admctl_words 'none gzip zstd'; return ;;
    'audit export:--redact') _admctl_words 'secrets personal financial content linkable'; return ;;
    'audit export:--salt') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--since-cursor') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit export:--max-file-rows') _admctl_ask; return ;;
    'audit export:--max-file-size') _admctl_ask; return ;;
    'audit export:--max-lag') _admctl_ask; return ;;
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
    'audit verify:--max-lag') _admctl_ask; return ;;
    'audit prove:--source') _admctl_ask; return ;;
    'audit prove:-f'|'audit prove:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit prove:--max-lag') _admctl_ask; return ;;
    'audit archive:--before') _admctl_ask; return ;;
    'audit archive:-f'|'audit archive:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--key') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit archive:--chunk') _admctl_ask; return ;;
    'audit archive:--plan') _admctl_ask; return ;;
    'audit key generate:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'audit key generate:--name') _admctl_ask; return ;;
    'audit key export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config list:--max-lag') _admctl_ask; return ;;
    'config list:--targets') _admctl_ask; return ;;
    'config list:--parallel') _admctl_ask; return ;;
    'config list:--canary') _admctl_ask; return ;;
    'config list:--resume') _admctl_ask; return ;;
    'config get:--max-lag') _admctl_ask; return ;;
    'config get:--targets') _admctl_ask; return ;;
    'config get:--parallel') _admctl_ask; return ;;
    'config get:--canary') _admctl_ask; return ;;
    'config get:--resume') _admctl_ask; return ;;
    'config validate:--max-lag') _admctl_ask; return ;;
    'config validate:--targets') _admctl_ask; return ;;
    'config validate:--parallel') _admctl_ask; return ;;
    'config validate:--canary') _admctl_ask; return ;;
    'config validate:--resume') _admctl_ask; return ;;
    'config history:--limit') _admctl_ask; return ;;
    'config history:--max-lag') _admctl_ask; return ;;
    'config history:--targets') _admctl_ask; return ;;
    'config history:--parallel') _admctl_ask; return ;;
    'config history:--canary') _admctl_ask; return ;;
    'config history:--resume') _admctl_ask; return ;;
    'config set:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config set:--expect') _admctl_ask; return ;;
    'config unset:--expect') _admctl_ask; return ;;
    'config rollback:--to') _admctl_ask; return ;;
    'config diff:--max-lag') _admctl_ask; return ;;
    'config diff:--targets') _admctl_ask; return ;;
    'config diff:--parallel') _admctl_ask; return ;;
    'config diff:--canary') _admctl_ask; return ;;
    'config diff:--resume') _admctl_ask; return ;;
    'config apply:-f'|'config apply:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config apply:--targets') _admctl_ask; return ;;
    'config apply:--parallel') _admctl_ask; return ;;
    'config apply:--canary') _admctl_ask; return ;;
    'config apply:--resume') _admctl_ask; return ;;
    'config export:--format') _admctl_words 'yaml json'; return ;;
    'config export:--max-lag') _admctl_ask; return ;;
    'config versions:--max-lag') _admctl_ask; return ;;
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
    'op list:--max-lag') _admctl_ask; return ;;
    'op list:--targets') _admctl_ask; return ;;
    'op list:--parallel') _admctl_ask; return ;;
    'op list:--canary') _admctl_ask; return ;;
    'op list:--resume') _admctl_ask; return ;;
    'op show:--max-lag') _admctl_ask; return ;;
    'op plans:--limit') _admctl_ask; return ;;
    'op plans:--max-lag') _admctl_ask; return ;;
    'op plans:--targets') _admctl_ask; return ;;
    'op plans:--parallel') _admctl_ask; return ;;
    'op plans:--canary') _admctl_ask; return ;;
    'op plans:--resume') _admctl_ask; return ;;
    'op status:--max-lag') _admctl_ask; return ;;
    'op resume:--rate') _admctl_ask; return ;;
    'op resume:--chunk') _admctl_ask; return ;;
    'op resume:--on-error') _admctl_words 'stop continue'; return ;;
    'op verify:--max-lag') _admctl_ask; return ;;
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
    'platform lint:--max-lag') _admctl_ask; return ;;
    'platform new:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'platform new:--schema') _admctl_ask; return ;;
    'target add:--url') _admctl_ask; return ;;
    'target add:--service') _admctl_ask; return ;;
    'target add:--passfile') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'target add:--for') _admctl_ask; return ;;
    'target add:--protection') _admctl_words 'open confirm protected'; return ;;
    'target add:--replica') _admctl_ask; return ;;
    'target add:--group') _admctl_ask; return ;;
    *:-t|*:--target) _admctl_ask; return ;;
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
    '') words='migrate schema seed inspect lifecycle transition recover check doctor audit config op db demo platform target completion explain help' flags='' ;;
    'migrate') words='status up verify resolve baseline down new plan rehearse lint backfill' flags='' ;;
    'migrate status') words='' flags='--dir --history --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'migrate up') words='' flags='--dir --history --to --lock --lock-wait --drop-invalid --unfinished --statements --targets --parallel --canary --fail-fast --resume' ;;
    'migrate verify') words='' flags='--dir --history --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'migrate resolve') words='' flags='--dir --history --applied --rolled-back --lock --lock-wait' ;;
    'migrate baseline') words='' flags='--dir --history --to --more --lock --lock-wait' ;;
    'migrate down') words='' flags='--dir --history --count --to --lock --lock-wait' ;;
    'migrate new') words='' flags='--dir --history' ;;
    'migrate plan') words='' flags='--dir --history --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'migrate rehearse') words='' flags='--dir --history --with-data --replica --max-lag' ;;
    'migrate lint') words='' flags='--dir --history --after --severity --format --allowed --list' ;;
    'migrate backfill') words='status pause resume cancel' flags='--dir --workers' ;;
    'migrate backfill status') words='' flags='--replica --max-lag' ;;
    'migrate backfill pause') words='' flags='--dir' ;;
    'migrate backfill resume') words='' flags='--dir --workers' ;;
    'migrate backfill cancel') words='' flags='--dir' ;;
    'schema') words='tables describe catalog erd diff grants' flags='' ;;
    'schema tables') words='' flags='--live --schema --replica --max-lag' ;;
    'schema describe') words='' flags='--live --schema --replica --max-lag' ;;
    'schema catalog') words='' flags='--format -f --file --overwrite --live --schema --replica --max-lag' ;;
    'schema erd') words='' flags='--format --columns --depth -f --file --overwrite --live --schema --replica --max-lag' ;;
    'schema diff') words='' flags='--dir --history --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'schema grants') words='' flags='--role --prefix -f --file --overwrite --replica --max-lag' ;;
    'seed') words='categories export config demo scenario' flags='' ;;
    'seed categories') words='' flags='-f --file --prune' ;;
    'seed export') words='categories' flags='' ;;
    'seed export categories') words='' flags='--replica --max-lag' ;;
    'seed config') words='' flags='--reset' ;;
    'seed demo') words='' flags='--count --seed --until --append --only --locale --strategy' ;;
    'seed scenario') words='' flags='--list --verify' ;;
    'inspect') words='' flags='--state --not-state --stuck --since --until --where --party --problem --sort --limit --after --timeline --related --diagram --html --overwrite --watch --until-state --timeout --interval --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'lifecycle') words='' flags='--format --counts -f --file --overwrite --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'transition') words='' flags='--to --set --expect --expect-rev --force --state --not-state --stuck --since --until --where --party --problem --file --max --rate --chunk --on-error' ;;
    'recover') words='' flags='--all --set --expect --expect-rev --force' ;;
    'check') words='' flags='--id --severity --sample --timeout --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'doctor') words='' flags='--only --skip --timeout --long --idle --lock-wait --lag --skew --seal-age --slot --sequence' ;;
    'audit') words='list tail export disclose seal verify prove archive key' flags='' ;;
    'audit list') words='' flags='--source --since --until --actor --action --resource --operation --limit --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'audit tail') words='' flags='--source --since --until --actor --action --resource --operation -f --follow --lines --interval --replica --max-lag' ;;
    'audit export') words='' flags='--source --since --until --actor --action --resource --operation --format --row -f --file --overwrite --compress --redact --salt --include-secrets --since-cursor --max-file-rows --max-file-size --replica --max-lag --key --connections' ;;
    'audit disclose') words='' flags='--salt --opening --value --value-file' ;;
    'audit seal') words='' flags='--key -f --file --source --all --new-key' ;;
    'audit verify') words='' flags='--public-key --checkpoint --source --replica --max-lag' ;;
    'audit prove') words='' flags='--source -f --file --replica --max-lag' ;;
    'audit archive') words='' flags='--before -f --file --key --chunk --plan' ;;
    'audit key') words='generate list export' flags='' ;;
    'audit key generate') words='' flags='--file --name' ;;
    'audit key list') words='' flags='' ;;
    'audit key export') words='' flags='--file' ;;
    'config') words='list get describe validate history set unset rollback edit diff apply export versions publish activate deprecate' flags='' ;;
    'config list') words='' flags='--replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'config get') words='' flags='--raw --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'config describe') words='' flags='' ;;
    'config validate') words='' flags='--replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'config history') words='' flags='--limit --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'config set') words='' flags='--file --expect --json' ;;
    'config unset') words='' flags='--expect' ;;
    'config rollback') words='' flags='--to' ;;
    'config edit') words='' flags='' ;;
    'config diff') words='' flags='--replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'config apply') words='' flags='-f --file --prune --targets --parallel --canary --fail-fast --resume' ;;
    'config export') words='' flags='--format --comments --replica --max-lag' ;;
    'config versions') words='' flags='--replica --max-lag' ;;
    'config publish') words='' flags='-f --file --title' ;;
    'config activate') words='' flags='--expect' ;;
    'config deprecate') words='' flags='' ;;
    'op') words='list show plans status resume approve undo verify' flags='' ;;
    'op list') words='' flags='--kind --actor --for-ticket --record --since --until --forced --limit --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'op show') words='' flags='--replica --max-lag' ;;
    'op plans') words='' flags='--unfinished --waiting --limit --replica --max-lag --targets --parallel --canary --fail-fast --resume' ;;
    'op status') words='' flags='--replica --max-lag' ;;
    'op resume') words='' flags='--rate --chunk --on-error' ;;
    'op approve') words='' flags='' ;;
    'op undo') words='' flags='' ;;
    'op verify') words='' flags='--replica --max-lag' ;;
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
    'platform lint') words='' flags='--live --replica --max-lag' ;;
    'platform new') words='' flags='--from-db --dir --schema' ;;
    'target') words='list show add remove test' flags='' ;;
    'target list') words='' flags='' ;;
    'target show') words='' flags='--origin' ;;
    'target add') words='' flags='--url --service --passfile --for --protection --replica --group --project' ;;
    'target remove') words='' flags='--project' ;;
    'target test') words='' flags='' ;;
    'completion') words='bash zsh fish' flags='' ;;
    'completion bash') words='' flags='' ;;
    'completion zsh') words='' flags='' ;;
    'completion fish') words='' flags='' ;;
    'explain') words='' flags='' ;;
  esac
  if [[ $cur == -* ]]; then
    _admctl_words "$flags -t --target --db --platform -o --output --fields --no-headers --csv-safe --color --plain --no-pager -q --quiet --no-input --exit-code -h --help --version -n --dry-run -y --yes --write --confirm --reason --ticket --key"
  elif [[ -n $words ]]; then
    _admctl_words "$words"
  else
    _admctl_ask
  fi
}

complete -F _admctl admctl
