#!/bin/sh
# run.sh BUILD_DIR - runs the examples of docs/rules.md, and follows docs/tutorial.md.
here=$(cd "$(dirname "$0")" && pwd)
python3 "$here/rules.py" "$1/spo" "$here/../.." && exec python3 "$here/tutorial.py" "$1/spo" "$here/../.."
