#!/bin/sh
# run.sh BUILD_DIR - looks at what `spo extract -t html` and `-t svg` write in Chromium, by Playwright.
#
# Needs Node 18, Chromium (Debian's) and, the first time, the npm registry; without them it says SKIP and ends with
# status 0. Screenshots are left in BUILD_DIR/screenshots.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?}" && pwd)

skip() {
  echo "SKIP tests/view: $1"
  exit 0
}

command -v node >/dev/null || skip "node is not installed"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ] || skip "node is older than 18"
chromium=${SPO_CHROMIUM-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$chromium" ] || skip "chromium is not installed"
cd "$here"
if ! [ node_modules/.package-lock.json -nt package-lock.json ]; then
  command -v npm >/dev/null || skip "npm is not installed"
  log=$(npm ci --no-audit --no-fund --loglevel=error 2>&1) || skip "npm ci failed: $(echo "$log" | head -n 1)"
  touch node_modules/.package-lock.json
fi
mkdir -p "$build/screenshots"
SPO_CHROMIUM=$chromium SPO_BUILD=$build node --test --test-reporter=spec .
