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
          'migrate' | 'migrate status' | 'migrate up' | 'seed' | 'seed categories' | 'seed config' | 'seed demo' | 'seed scenario' | 'inspect' | 'lifecycle' | 'transition' | 'recover' | 'check' | 'audit' | 'audit list' | 'audit export' | 'config' | 'config list' | 'config get' | 'config set' | 'config history' | 'op' | 'op list' | 'op show' | 'op status' | 'op resume' | 'op approve' | 'op undo' | 'op verify' | 'db' | 'db up' | 'db down' | 'db status' | 'db url' | 'demo' | 'platform' | 'platform list' | 'platform show' | 'target' | 'target show' | 'completion' | 'completion bash' | 'completion zsh' | 'completion fish' | 'explain') line=${line:+$line }$word ;;
          *) break ;;
        esac
        ;;
    esac
  done
  case "$line:$prev" in
    'migrate status:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate up:--dir') mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
    'migrate up:--to') :; return ;;
    'seed demo:--count') :; return ;;
    'seed demo:--seed') :; return ;;
    'seed demo:--until') :; return ;;
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
    'audit list:--since') :; return ;;
    'audit list:--until') :; return ;;
    'audit list:--actor') :; return ;;
    'audit list:--action') :; return ;;
    'audit list:--resource') :; return ;;
    'audit list:--operation') :; return ;;
    'audit list:--limit') :; return ;;
    'audit export:--since') :; return ;;
    'audit export:--until') :; return ;;
    'audit export:--actor') :; return ;;
    'audit export:--action') :; return ;;
    'audit export:--resource') :; return ;;
    'audit export:--operation') :; return ;;
    'audit export:--format') _admctl_words 'jsonl csv'; return ;;
    'audit export:-f'|'audit export:--file') mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    'config set:--expect') :; return ;;
    'config history:--limit') :; return ;;
    'op list:--kind') :; return ;;
    'op list:--actor') :; return ;;
    'op list:--for-ticket') :; return ;;
    'op list:--record') :; return ;;
    'op list:--since') :; return ;;
    'op list:--until') :; return ;;
    'op list:--limit') :; return ;;
    'op resume:--rate') :; return ;;
    'op resume:--chunk') :; return ;;
    'op resume:--on-error') _admctl_words 'stop continue'; return ;;
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
    '') words='migrate seed inspect lifecycle transition recover check audit config op db demo platform target completion explain help' flags='' ;;
    'migrate') words='status up' flags='' ;;
    'migrate status') words='' flags='--dir' ;;
    'migrate up') words='' flags='--dir --to' ;;
    'seed') words='categories config demo scenario' flags='' ;;
    'seed categories') words='' flags='' ;;
    'seed config') words='' flags='' ;;
    'seed demo') words='' flags='--count --seed --until' ;;
    'seed scenario') words='' flags='--list' ;;
    'inspect') words='' flags='--state --not-state --stuck --since --until --where --party --problem --sort --limit --after --timeline --related --diagram --html --overwrite --watch --until-state --timeout --interval' ;;
    'lifecycle') words='' flags='--format --counts -f --file --overwrite' ;;
    'transition') words='' flags='--to --set --expect --expect-rev --force --state --not-state --stuck --since --until --where --party --problem --file --max --rate --chunk --on-error' ;;
    'recover') words='' flags='--all --set --expect --expect-rev --force' ;;
    'check') words='' flags='--id --severity --sample --timeout' ;;
    'audit') words='list export' flags='' ;;
    'audit list') words='' flags='--since --until --actor --action --resource --operation --limit' ;;
    'audit export') words='' flags='--since --until --actor --action --resource --operation --format -f --file --overwrite' ;;
    'config') words='list get set history' flags='' ;;
    'config list') words='' flags='' ;;
    'config get') words='' flags='--raw' ;;
    'config set') words='' flags='--expect --json' ;;
    'config history') words='' flags='--limit' ;;
    'op') words='list show status resume approve undo verify' flags='' ;;
    'op list') words='' flags='--kind --actor --for-ticket --record --since --until --forced --limit' ;;
    'op show') words='' flags='' ;;
    'op status') words='' flags='' ;;
    'op resume') words='' flags='--rate --chunk --on-error' ;;
    'op approve') words='' flags='' ;;
    'op undo') words='' flags='' ;;
    'op verify') words='' flags='' ;;
    'db') words='up down status url' flags='' ;;
    'db up') words='' flags='' ;;
    'db down') words='' flags='' ;;
    'db status') words='' flags='' ;;
    'db url') words='' flags='' ;;
    'demo') words='' flags='' ;;
    'platform') words='list show' flags='' ;;
    'platform list') words='' flags='' ;;
    'platform show') words='' flags='' ;;
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
