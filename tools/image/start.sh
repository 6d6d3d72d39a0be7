#!/bin/sh
# Put the notebooks into the home of whoever starts this, without touching what is there, and start the server that
# the arguments name.
set -eu
source=$(cd "$(dirname "$0")/../../notebooks" && pwd)
if [ ! -e "$HOME/under-the-hood" ]; then
  # In one step: a server that is stopped while it copies must not leave half of them.
  copy=$(mktemp -d "$HOME/.under-the-hood.XXXXXX")
  cp -R "$source/." "$copy"
  chmod 755 "$copy"
  mv "$copy" "$HOME/under-the-hood"
fi
cd "$HOME"
exec "$@"
