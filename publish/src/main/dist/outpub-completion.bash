#!/usr/bin/env bash
#
# outpub Bash Completion
# =======================
#
# Bash completion support for the `outpub` command,
#
# Installation
# ------------
#
# 1. Source all completion scripts in your .bash_profile
#
#   cd $YOUR_APP_HOME/bin
#   for f in $(find . -name "*_completion"); do line=". $(pwd)/$f"; grep "$line" ~/.bash_profile || echo "$line" >> ~/.bash_profile; done
#
# 2. Open a new bash console, and type `outpub [TAB][TAB]`
#
# 1a. Alternatively, if you have [bash-completion](https://github.com/scop/bash-completion) installed:
#     Place this file in a `bash-completion.d` folder:
#
#   * /etc/bash-completion.d
#   * /usr/local/etc/bash-completion.d
#   * ~/bash-completion.d
#
# Documentation
# -------------
# The script is called by bash whenever [TAB] or [TAB][TAB] is pressed after
# 'outpub (..)'. By reading entered command line parameters,
# it determines possible bash completions and writes them to the COMPREPLY variable.
# Bash then completes the user input if only one entry is listed in the variable or
# shows the options if more than one is listed in COMPREPLY.
#
# References
# ----------
# [1] http://stackoverflow.com/a/12495480/1440785
# [2] http://tiswww.case.edu/php/chet/bash/FAQ
# [3] https://www.gnu.org/software/bash/manual/html_node/The-Shopt-Builtin.html
# [4] http://zsh.sourceforge.net/Doc/Release/Options.html#index-COMPLETE_005fALIASES
# [5] https://stackoverflow.com/questions/17042057/bash-check-element-in-array-for-elements-in-another-array/17042655#17042655
# [6] https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html#Programmable-Completion
# [7] https://stackoverflow.com/questions/3249432/can-a-bash-tab-completion-script-be-used-in-zsh/27853970#27853970
#

if [ -n "$BASH_VERSION" ]; then
  # Enable programmable completion facilities when using bash (see [3])
  shopt -s progcomp
elif [ -n "$ZSH_VERSION" ]; then
  # Make alias a distinct command for completion purposes when using zsh (see [4])
  setopt COMPLETE_ALIASES
  alias compopt=complete

  # Enable bash completion in zsh (see [7])
  # Only initialize completions module once to avoid unregistering existing completions.
  if ! type compdef > /dev/null; then
    autoload -U +X compinit && compinit
  fi
  autoload -U +X bashcompinit && bashcompinit
fi

# CompWordsContainsArray takes an array and then checks
# if all elements of this array are in the global COMP_WORDS array.
#
# Returns zero (no error) if all elements of the array are in the COMP_WORDS array,
# otherwise returns 1 (error).
function CompWordsContainsArray() {
  declare -a localArray
  localArray=("$@")
  local findme
  for findme in "${localArray[@]}"; do
    if ElementNotInCompWords "$findme"; then return 1; fi
  done
  return 0
}
function ElementNotInCompWords() {
  local findme="$1"
  local element
  for element in "${COMP_WORDS[@]}"; do
    if [[ "$findme" = "$element" ]]; then return 1; fi
  done
  return 0
}

# The `currentPositionalIndex` function calculates the index of the current positional parameter.
#
# currentPositionalIndex takes three parameters:
# the command name,
# a space-separated string with the names of options that take a parameter, and
# a space-separated string with the names of boolean options (that don't take any params).
# When done, this function echos the current positional index to std_out.
#
# Example usage:
# local currIndex=$(currentPositionalIndex "mysubcommand" "$ARG_OPTS" "$FLAG_OPTS")
function currentPositionalIndex() {
  local commandName="$1"
  local optionsWithArgs="$2"
  local booleanOptions="$3"
  local previousWord
  local result=0

  for i in $(seq $((COMP_CWORD - 1)) -1 0); do
    previousWord=${COMP_WORDS[i]}
    if [ "${previousWord}" = "$commandName" ]; then
      break
    fi
    if [[ "${optionsWithArgs}" =~ ${previousWord} ]]; then
      ((result-=2)) # Arg option and its value not counted as positional param
    elif [[ "${booleanOptions}" =~ ${previousWord} ]]; then
      ((result-=1)) # Flag option itself not counted as positional param
    fi
    ((result++))
  done
  echo "$result"
}

# compReplyArray generates a list of completion suggestions based on an array, ensuring all values are properly escaped.
#
# compReplyArray takes a single parameter: the array of options to be displayed
#
# The output is echoed to std_out, one option per line.
#
# Example usage:
# local options=("foo", "bar", "baz")
# local IFS=$'\n'
# COMPREPLY=($(compReplyArray "${options[@]}"))
function compReplyArray() {
  declare -a options
  options=("$@")
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local i
  local quoted
  local optionList=()

  for (( i=0; i<${#options[@]}; i++ )); do
    # Double escape, since we want escaped values, but compgen -W expands the argument
    printf -v quoted %q "${options[i]}"
    quoted=\'${quoted//\'/\'\\\'\'}\'

    optionList[i]=$quoted
  done

  # We also have to add another round of escaping to $curr_word.
  curr_word=${curr_word//\\/\\\\}
  curr_word=${curr_word//\'/\\\'}

  # Actually generate completions.
  local IFS=$'\n'
  echo -e "$(compgen -W "${optionList[*]}" -- "$curr_word")"
}

# Bash completion entry point function.
# _complete_outpub finds which commands and subcommands have been specified
# on the command line and delegates to the appropriate function
# to generate possible options and subcommands for the last specified subcommand.
function _complete_outpub() {
  # Edge case: if command line has no space after subcommand, then don't assume this subcommand is selected (remkop/picocli#1468).
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} run" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} check" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} plan" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} convert" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} options" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} schema" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} database" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} demo" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} status" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} show" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} why" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} history" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} retry" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} trace" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} reload" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} log-level" ];    then _picocli_outpub; return $?; fi
  if [ "${COMP_LINE}" = "${COMP_WORDS[0]} database install" ];    then _picocli_outpub_database; return $?; fi

  # Find the longest sequence of subcommands and call the bash function for that subcommand.
  local cmds0=(run)
  local cmds1=(check)
  local cmds2=(plan)
  local cmds3=(convert)
  local cmds4=(options)
  local cmds5=(schema)
  local cmds6=(database)
  local cmds7=(demo)
  local cmds8=(status)
  local cmds9=(show)
  local cmds10=(why)
  local cmds11=(history)
  local cmds12=(retry)
  local cmds13=(trace)
  local cmds14=(reload)
  local cmds15=(log-level)
  local cmds16=(database install)

  if CompWordsContainsArray "${cmds16[@]}"; then _picocli_outpub_database_install; return $?; fi
  if CompWordsContainsArray "${cmds15[@]}"; then _picocli_outpub_loglevel; return $?; fi
  if CompWordsContainsArray "${cmds14[@]}"; then _picocli_outpub_reload; return $?; fi
  if CompWordsContainsArray "${cmds13[@]}"; then _picocli_outpub_trace; return $?; fi
  if CompWordsContainsArray "${cmds12[@]}"; then _picocli_outpub_retry; return $?; fi
  if CompWordsContainsArray "${cmds11[@]}"; then _picocli_outpub_history; return $?; fi
  if CompWordsContainsArray "${cmds10[@]}"; then _picocli_outpub_why; return $?; fi
  if CompWordsContainsArray "${cmds9[@]}"; then _picocli_outpub_show; return $?; fi
  if CompWordsContainsArray "${cmds8[@]}"; then _picocli_outpub_status; return $?; fi
  if CompWordsContainsArray "${cmds7[@]}"; then _picocli_outpub_demo; return $?; fi
  if CompWordsContainsArray "${cmds6[@]}"; then _picocli_outpub_database; return $?; fi
  if CompWordsContainsArray "${cmds5[@]}"; then _picocli_outpub_schema; return $?; fi
  if CompWordsContainsArray "${cmds4[@]}"; then _picocli_outpub_options; return $?; fi
  if CompWordsContainsArray "${cmds3[@]}"; then _picocli_outpub_convert; return $?; fi
  if CompWordsContainsArray "${cmds2[@]}"; then _picocli_outpub_plan; return $?; fi
  if CompWordsContainsArray "${cmds1[@]}"; then _picocli_outpub_check; return $?; fi
  if CompWordsContainsArray "${cmds0[@]}"; then _picocli_outpub_run; return $?; fi

  # No subcommands were specified; generate completions for the top-level command.
  _picocli_outpub; return $?;
}

# Generates completions for the options and subcommands of the `outpub` command.
function _picocli_outpub() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="run check plan convert options schema database demo status show why history retry trace reload log-level"
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `run` subcommand.
function _picocli_outpub_run() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--no-watch' '--leave' '--debug' '-h' '--help' '-V' '--version'"
  local arg_opts="'--config' '--database' '--database-password-file' '--cluster' '--node' '--shutdown-timeout' '--http' '--http-token-file' '--asterisk' '--asterisk-user' '--manager-conf' '--dns' '--state-dir' '--log-format'"
  local FORMAT_option_args=("TEXT" "JSON" "JOURNALD") # --log-format values

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--config')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--database')
      return
      ;;
    '--database-password-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--cluster')
      return
      ;;
    '--node')
      return
      ;;
    '--shutdown-timeout')
      return
      ;;
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--asterisk')
      return
      ;;
    '--asterisk-user')
      return
      ;;
    '--manager-conf')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--dns')
      return
      ;;
    '--state-dir')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--log-format')
      local IFS=$'\n'
      COMPREPLY=( $( compReplyArray "${FORMAT_option_args[@]}" ) )
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `check` subcommand.
function _picocli_outpub_check() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--strict' '--json' '-h' '--help' '-V' '--version'"
  local arg_opts="'--config' '--asterisk' '--asterisk-user' '--manager-conf' '--database' '--database-password-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--config')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--asterisk')
      return
      ;;
    '--asterisk-user')
      return
      ;;
    '--manager-conf')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--database')
      return
      ;;
    '--database-password-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `plan` subcommand.
function _picocli_outpub_plan() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '--exit-code' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file' '--config' '--database' '--database-password-file' '--from'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--config')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--database')
      return
      ;;
    '--database-password-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--from')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `convert` subcommand.
function _picocli_outpub_convert() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--force' '-h' '--help' '-V' '--version'"
  local arg_opts="'--from' '--to' '--database-password-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--from')
      return
      ;;
    '--to')
      return
      ;;
    '--database-password-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `options` subcommand.
function _picocli_outpub_options() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `schema` subcommand.
function _picocli_outpub_schema() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands=""
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `database` subcommand.
function _picocli_outpub_database() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}

  local commands="install"
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts=""

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `demo` subcommand.
function _picocli_outpub_demo() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'-h' '--help' '-V' '--version'"
  local arg_opts="'--seconds'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--seconds')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `status` subcommand.
function _picocli_outpub_status() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '--failed' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file' '--watch'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--watch')
      return
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `show` subcommand.
function _picocli_outpub_show() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `why` subcommand.
function _picocli_outpub_why() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `history` subcommand.
function _picocli_outpub_history() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `retry` subcommand.
function _picocli_outpub_retry() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '--all' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `trace` subcommand.
function _picocli_outpub_trace() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '--follow' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file' '--seconds' '--pcap'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--seconds')
      return
      ;;
    '--pcap')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `reload` subcommand.
function _picocli_outpub_reload() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '--dry-run' '--exit-code' '--accept-empty' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `log-level` subcommand.
function _picocli_outpub_loglevel() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--json' '-h' '--help' '-V' '--version'"
  local arg_opts="'--http' '--http-token-file' '--logger'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--http')
      return
      ;;
    '--http-token-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
    '--logger')
      return
      ;;
  esac
  local LEVEL_pos_param_args=("error" "warn" "info" "debug") # 0-0 values

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local currIndex
    currIndex=$(currentPositionalIndex "log-level" "${arg_opts}" "${flag_opts}")
    if (( currIndex >= 0 && currIndex <= 0 )); then
      positionals=$( compReplyArray "${LEVEL_pos_param_args[@]}" )
    fi
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Generates completions for the options and subcommands of the `install` subcommand.
function _picocli_outpub_database_install() {
  # Get completion data
  local curr_word=${COMP_WORDS[COMP_CWORD]}
  local prev_word=${COMP_WORDS[COMP_CWORD-1]}

  local commands=""
  local flag_opts="'--print' '--cluster' '-h' '--help' '-V' '--version'"
  local arg_opts="'--database' '--database-password-file'"

  type compopt &>/dev/null && compopt +o default

  case ${prev_word} in
    '--database')
      return
      ;;
    '--database-password-file')
      local IFS=$'\n'
      type compopt &>/dev/null && compopt -o filenames
      COMPREPLY=( $( compgen -f -- "${curr_word}" ) ) # files
      return $?
      ;;
  esac

  if [[ "${curr_word}" == -* ]]; then
    COMPREPLY=( $(compgen -W "${flag_opts} ${arg_opts}" -- "${curr_word}") )
  else
    local positionals=""
    local IFS=$'\n'
    COMPREPLY=( $(compgen -W "${commands// /$'\n'}${IFS}${positionals}" -- "${curr_word}") )
  fi
}

# Define a completion specification (a compspec) for the
# `outpub`, `outpub.sh`, and `outpub.bash` commands.
# Uses the bash `complete` builtin (see [6]) to specify that shell function
# `_complete_outpub` is responsible for generating possible completions for the
# current word on the command line.
# default Bash completions and the Readline default filename completions are performed.
complete -F _complete_outpub -o default outpub outpub.sh outpub.bash
