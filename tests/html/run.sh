#!/bin/sh
# run.sh BUILD_DIR - pages in the styles of news sites, and how well their text and metadata are found; the floors are what was reached.
set -eu
exec python3 "$(dirname "$0")/score.py" "$1/read_pages" --floors 0.99 0.98 0.98 0.95 0.94 0.98
