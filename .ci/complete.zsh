# What zsh completes: complete.zsh FOLDER-OF-COMPLETIONS 'THE LINE' EXPECTED. Types the line and a tab in a shell of its own, and prints
# what stands there once that has what is expected, or after half a minute.
zmodload zsh/zpty
export TERM=dumb
zpty shell "zsh -f -i"
zpty -w shell "PS1=; unsetopt zle_bracketed_paste prompt_sp 2>/dev/null; fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; print ready"
while zpty -r shell line && [[ $line != ready* ]]; do :; done
zpty -w -n shell "$2"$'\t'
for (( i = 0; i < 300; i++ )); do
  sleep 0.1
  zpty -r -t shell more && text+=$more
  [[ $text == *$3* ]] && break
done
zpty -d shell
print -r -- "$text"
