# What the tests in a fresh Debian share. They run as root in it; the program runs as the user ada.

step() { echo "   $*"; }
fail() {
  echo "FAILED: $*" >&2
  if as_ada tmux -L test has-session 2>/dev/null; then screen >&2; fi
  exit 1
}

install_tools() {
  # With what a person would see completions and pages in.
  apt-get install --yes --quiet=2 --no-install-recommends tmux man-db bash-completion zsh fish >/tmp/log 2>&1 \
    || { tail /tmp/log >&2; fail "apt-get install"; }
  useradd --create-home --shell /bin/bash ada
  echo '. /usr/share/bash-completion/bash_completion' >/home/ada/.bashrc
  # What fish suggests in grey would look as if it had been completed.
  install -D --owner=ada --group=ada /dev/stdin /home/ada/.config/fish/config.fish <<<'set -g fish_autosuggestion_enabled 0'
  chown -R ada: /home/ada/.config
  echo 'autoload -Uz compinit && compinit -u' >/home/ada/.zshrc
}

# Runs a command as ada, with a login's environment.
as_ada() {
  runuser -u ada -- env -i HOME=/home/ada USER=ada SHELL=/bin/bash PATH="$PATH" LANG=C.UTF-8 TERM=xterm-256color \
    "$@"
}

screen() { as_ada tmux -L test capture-pane -p -t test; }
keys() { as_ada tmux -L test send-keys -t test "$@"; }
open_terminal() { (cd /home/ada && as_ada tmux -L test new-session -d -s test -x 100 -y 30 "$@"); }
close_terminal() { as_ada tmux -L test kill-server; }

# Waits until the screen shows a pattern; the limit only ends a hang.
await() {
  for _ in $(seq 600); do
    if screen | grep -q -- "$1"; then return; fi
    sleep 0.1
  done
  fail "the screen never showed: $1"
}

test_without_swift() {
  step "no Swift in this system"
  if command -v swift || find / -xdev -name 'libswiftCore.so' | grep .; then fail "there is Swift"; fi
}

test_demo() {
  step "epswitch demo: the first list, a switch, the end"
  open_terminal 'epswitch demo; echo "ended with $?"; read -r _'
  await 'Acme Industrial'
  keys 2
  await 'Acting as  Bolt & Nut Co'
  keys q
  await 'ended with 0'
  close_terminal
}

test_pages() {
  step "man epswitch, and of a command of a command"
  as_ada man epswitch | grep -q 'EXIT STATUS' || fail "man epswitch"
  as_ada man epswitch-export-curl | grep -q 'epswitch export curl' || fail "man epswitch-export-curl"
  if as_ada man --warnings epswitch 2>&1 >/dev/null | grep .; then fail "man has warnings"; fi
}

# What was completed runs: only a whole command prints its help.
test_completion() {
  local shell
  for shell in bash zsh fish; do
    step "completion in $shell"
    open_terminal "$shell"
    keys 'echo read''y' Enter
    await '^ready'
    keys 'epswitch curr' Tab
    await 'epswitch current'
    keys -- '--hel' Tab
    await 'epswitch current --help'
    keys Enter
    await 'OVERVIEW: Show which account you act as'
    close_terminal
  done
}

# A store, and a session of ada's in it.
sign_in() {
  step "signing in to a store, switch, current"
  as_ada epswitch simulator --port 18600 >/tmp/simulator 2>&1 &
  for _ in $(seq 600); do
    if grep -q . /tmp/simulator; then break; fi
    sleep 0.1
  done
  store=(env EPSWITCH_ENDPOINT=http://127.0.0.1:18600 EPSWITCH_CLIENT_ID=simulator-client EPSWITCH_VAULT_KEY=file)
  echo demo-password | as_ada "${store[@]}" epswitch login --username buyer@acme.example --password-stdin
  as_ada "${store[@]}" epswitch switch bolt
  as_ada "${store[@]}" epswitch current | grep 'Bolt & Nut Co' || fail "current"
}

test_doctor() {
  step "epswitch doctor"
  as_ada "${store[@]}" epswitch doctor || fail "doctor"
}
