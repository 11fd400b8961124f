#!/bin/sh
# run.sh BUILD: the language server: recorded sessions of protocol messages (session.py), a real client (Neovim, headless), and the
# grammar for editors. Status 0 if all is as it should be.
set -eu
build=$1
here=$(cd "$(dirname "$0")" && pwd)
status=0

for session in "$here"/*.session; do
  if python3 "$here/session.py" "$build/spo" "$session"; then echo "ok $(basename "$session")"; else status=1; fi
done

python3 "$here/grammar.py" "$here/../../editors" || status=1

if command -v nvim >/dev/null; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  cp -r "$here/work/metals" "$folder/"
  SPO="$build/spo" FOLDER="$folder" XDG_STATE_HOME="$folder" XDG_DATA_HOME="$folder" XDG_CACHE_HOME="$folder" \
    timeout 120 nvim --headless --clean --cmd "set runtimepath^=$here/../../editors/nvim" -c "filetype plugin on" -c "syntax on" \
    -c "luafile $here/neovim.lua" 2>&1 || { echo "FAILED: Neovim"; status=1; }
  echo
else
  echo "SKIP: Neovim is not installed"
fi
exit $status
