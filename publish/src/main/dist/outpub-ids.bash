# Completion for bash: what the commands and options are comes from the commands themselves, the ids from a running daemon.
for _outpub_file in "$(dirname "${BASH_SOURCE[0]:-$0}")/../../outpub/completion.bash" /usr/share/outpub/completion.bash; do
  [ -r "$_outpub_file" ] && . "$_outpub_file" && break
done
unset _outpub_file

_outpub_with_ids() {
  local word=${COMP_WORDS[COMP_CWORD]}
  case ${COMP_WORDS[1]} in
    show | why | history | retry)
      if [ "${word#-}" = "$word" ] && [ "$COMP_CWORD" -gt 1 ]; then
        local ids
        ids=$(curl -s -m 1 "http://${OUTPUB_HTTP:-127.0.0.1:8090}/publications" 2>/dev/null |
          grep -o '"id" *: *"[^"]*"' | sed 's/.*: *"//; s/"$//' | sort -u)
        COMPREPLY=($(compgen -W "$ids" -- "$word"))
        return
      fi
      ;;
  esac
  _complete_outpub
}
complete -F _outpub_with_ids -o default outpub
