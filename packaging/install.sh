#!/bin/sh
# Installs epswitch from the folder this file is in, or removes it.
#   ./install.sh                   into /usr/local
#   ./install.sh --prefix DIR      into DIR: DIR/bin/epswitch and DIR/share
#   ./install.sh --uninstall [--prefix DIR]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
prefix=/usr/local
action=install
usage() {
  echo "usage: install.sh [--uninstall] [--prefix DIR]" >&2
  exit 64
}
while [ $# -gt 0 ]; do
  case $1 in
    --prefix) [ $# -ge 2 ] || usage; prefix=$2; shift 2 ;;
    --prefix=*) prefix=${1#--prefix=}; shift ;;
    --uninstall) action=uninstall; shift ;;
    *) usage ;;
  esac
done
case $prefix in
  /*) ;;
  *) prefix=$PWD/$prefix ;;
esac

fail() {
  echo "epswitch: $1" >&2
  exit 1
}

# What an install.sh made here: files, and folders with a slash at the end.
manifest=$prefix/share/doc/epswitch/manifest

# Unlike the other shells, fish looks below /usr/local only where XDG_DATA_DIRS says so.
fish_link=/etc/fish/completions/epswitch.fish
fish_file=$prefix/share/fish/vendor_completions.d/epswitch.fish

remove() {
  [ -r "$manifest" ] || return 0
  if [ "$(readlink "$fish_link")" = "$fish_file" ]; then rm -f "$fish_link"; fi
  made=$(cat "$manifest")
  echo "$made" | while IFS= read -r path; do
    case $path in */) ;; *) rm -f "$prefix/$path" ;; esac
  done
  rm -f "$manifest"
  # From the inside out; one that holds files of others stays.
  echo "$made" | sed -n 's|/$||p' | sort -r | while IFS= read -r folder; do
    rmdir "$prefix/$folder" 2>/dev/null || :
  done
}

if [ "$action" = uninstall ]; then
  [ -r "$manifest" ] || fail "nothing was installed into $prefix by this script."
  remove
  echo "Removed epswitch from $prefix. Sessions and settings are kept; \`epswitch logout --all\` removes sessions."
  exit 0
fi

[ "$(uname -sm)" = "Linux x86_64" ] || fail "this build is for Linux on x86_64, and this is $(uname -sm)."
missing=$(LC_ALL=C ldd "$here/files/bin/epswitch" 2>&1 | sed -n 's/^[[:space:]]*\(.*\) => not found$/\1/p; s/^.*version .\(GLIBC[^ ]*\). not found.*$/\1/p' | sort -u)
if [ -n "$missing" ]; then
  echo "epswitch: the system lacks these libraries:" >&2
  echo "$missing" | sed 's/^/  /' >&2
  echo "Debian and Ubuntu: apt-get install libncursesw6 libsqlite3-0 zlib1g" >&2
  exit 1
fi
mkdir -p "$prefix" 2>/dev/null && [ -w "$prefix" ] \
  || fail "$prefix cannot be written to. Run this with sudo, or with --prefix \"\$HOME/.local\"."

remove
made=
# Makes a folder and those it is in, and notes which were not there.
make_folder() {
  [ "$1" != . ] && [ ! -d "$prefix/$1" ] || return 0
  make_folder "$(dirname "$1")"
  mkdir "$prefix/$1"
  made="$made$1/
"
}
for file in $(cat "$here/manifest"); do
  make_folder "$(dirname "$file")"
  # A program that runs keeps its file: the new one takes its name.
  cp "$here/files/$file" "$prefix/$file.new"
  mv "$prefix/$file.new" "$prefix/$file"
done
{ cat "$here/manifest"; printf %s "$made"; } >"$manifest"
if [ "$prefix" = /usr/local ] && [ -w /etc/fish ] && [ ! -e "$fish_link" ]; then
  mkdir -p /etc/fish/completions
  ln -sf "$fish_file" "$fish_link"
fi

echo "Installed $("$prefix/bin/epswitch" --version) as $prefix/bin/epswitch. Next: epswitch demo"
case :$PATH: in
  *":$prefix/bin:"*) ;;
  *) echo "$prefix/bin is not in PATH: add it, or call $prefix/bin/epswitch." ;;
esac
