#!/bin/sh
# run.sh BUILD_DIR - installs a build into a scratch prefix and uses it from there as strangers do: the command, the
# example by pkg-config, by find_package, and linked statically; then all of it again after the prefix was moved.
#
# Environment: CC, and SPO_TEST_FLAGS, with which a sanitized build must be linked.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd)
api=$here/../api
compiler=${CC:-cc}
flags="-std=c99 -Wall -Wextra -Wpedantic -Werror ${SPO_TEST_FLAGS:-}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
unset SPO_DATA

fail() {
  echo "packaging: $1" >&2
  exit 1
}

quietly() {
  "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "failed: $*"; }
}

# Libraries may show nothing but spo_ symbols. $1: options of nm, $2: library
check_symbols() {
  symbols=$(nm $1 --defined-only "$2" | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | sed 's/@.*//')
  echo "$symbols" | grep -q '^spo_extract$' || fail "$2 does not have spo_extract"
  alien=$(echo "$symbols" | grep -Ev '^(spo_|__odr_asan)' || true)
  [ -z "$alien" ] || fail "$2 shows $(echo "$alien" | tr '\n' ' ')"
}

quietly cmake --install "$build" --prefix "$scratch/first"
library=$(dirname "$(find "$scratch/first" -name libspo.so)")
check_symbols -D "$library/libspo.so"
check_symbols -g "$library/libspo.a"
mv "$scratch/first" "$scratch/moved"
prefix=$scratch/moved
library=$prefix${library#"$scratch/first"}

# The command finds its data below its prefix.
printf '晨星大学校长王小明表示，办学要先办食堂。' >"$scratch/article.txt"
quietly "$prefix/bin/spo" extract "$scratch/article.txt"
grep -q 'id:person-王小明' "$scratch/log" || fail "the installed command finds nothing"
quietly "$prefix/bin/spo" explain "$scratch/article.txt"
file=$(sed -n 's/.*by rule [^,]*, \(rules[^:]*\):.*/\1/p' "$scratch/log" | head -n 1)
[ -n "$file" ] && [ -f "$prefix/share/spo/$file" ] || fail "the rule file that spo explain names is not installed"

# pkg-config
PKG_CONFIG_PATH=$library/pkgconfig
export PKG_CONFIG_PATH
quietly $compiler $flags "$api/example.c" -o "$scratch/example" $(pkg-config --cflags --libs spo)
LD_LIBRARY_PATH=$library "$api/check-example" "$scratch/example"
[ "$(pkg-config --modversion spo)" = "$("$prefix/bin/spo" --version | cut -d ' ' -f 2)" ] || fail "versions differ"

# The header alone, as C++.
if command -v c++ >/dev/null; then
  echo '#include <spo/spo.h>' >"$scratch/header.cpp"
  quietly c++ -Wall -Wextra -Wpedantic -Werror -fsyntax-only $(pkg-config --cflags spo) "$scratch/header.cpp"
fi

# find_package, shared and static
CMAKE_GENERATOR=$(sed -n 's/^CMAKE_GENERATOR:INTERNAL=//p' "$build/CMakeCache.txt")
export CMAKE_GENERATOR
mkdir "$scratch/project"
cat >"$scratch/project/CMakeLists.txt" <<'END'
cmake_minimum_required(VERSION 3.20)
project(embeds-spo C)
find_package(spo 0.1 REQUIRED COMPONENTS static)
foreach(kind spo static)
  add_executable(example-${kind} ${EXAMPLE})
  target_link_libraries(example-${kind} PRIVATE spo::${kind})
endforeach()
END
quietly cmake -S "$scratch/project" -B "$scratch/project/build" -DCMAKE_PREFIX_PATH="$prefix" -DEXAMPLE="$api/example.c" \
  -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="$flags"
quietly cmake --build "$scratch/project/build"
"$api/check-example" "$scratch/project/build/example-spo"
# A program that holds the library knows nothing of the prefix; it is told.
SPO_DATA=$prefix/share/spo "$api/check-example" "$scratch/project/build/example-static"
echo "packaging: the command, pkg-config, find_package and the static library work from a moved prefix"
