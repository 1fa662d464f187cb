#!/usr/bin/env python3
"""Measures epswitch against the tools of its users, in one run; script/bench calls it.

Every row is measured in rounds, ours and the peer's in turns, and the ratio is that of one round: what
else the machine does changes both.
"""

import argparse
import contextlib
import dataclasses
import hashlib
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

from pseudo_terminal import PseudoTerminal
from table import Row, markdown, plain

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ROUNDS = 5
SECTIONS = ["start", "keys", "commands", "switch", "roster", "idle", "memory", "sizes"]


class Store:
    """A simulated store with a large roster, and a member who is signed in to it."""

    def __init__(self, bench, accounts, port, scenario="large", latency=0):
        self.bench = bench
        self.folder = bench.work / f"store-{port}"
        self.folder.mkdir()
        self.endpoint = f"http://127.0.0.1:{port}"
        self.environment = bench.environment | {
            "EPSWITCH_ENDPOINT": self.endpoint,
            "EPSWITCH_STATE_DIR": str(self.folder / "state"),
            "EPSWITCH_CONFIG_DIR": str(self.folder / "config"),
        }
        command = [bench.epswitch, "simulator", "--scenario", scenario, "--port", str(port)]
        command += ["--latency", str(latency)]
        if scenario == "large":
            command += ["--accounts", str(accounts)]
        self.process = subprocess.Popen(
            command, env=bench.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        bench.cleanup.callback(self.stop)
        self.process.stdout.readline()
        self.run("login", "--username", "buyer@acme.example", "--password-stdin", input="demo-password")
        listing = self.run("list", "--format", "csv").splitlines()[1:]
        self.accounts = [line.split(",")[:2] for line in listing]
        self.run("switch", self.accounts[0][0])
        self.list_file = self.folder / "list"
        self.list_file.write_text(self.run("list"), encoding="utf-8")

    def run(self, *arguments, **options):
        result = subprocess.run(
            [self.bench.epswitch, *arguments],
            env=self.environment, capture_output=True, text=True, check=False, **options,
        )
        if result.returncode != 0:
            sys.exit(f"epswitch {arguments[0]}: {result.stderr}")
        return result.stdout

    def stop(self):
        self.process.terminate()
        self.process.wait()


class Bench:
    def __init__(self, epswitch, cleanup):
        self.epswitch = epswitch
        self.cleanup = cleanup
        self.work = pathlib.Path(cleanup.enter_context(tempfile.TemporaryDirectory(prefix="bench")))
        self.environment = {
            name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ
        } | {
            "HOME": str(self.work), "TERM": "xterm-256color", "EPSWITCH_CLIENT_ID": "simulator-client",
            "EPSWITCH_VAULT_KEY": "file",
        }
        self.section = ""
        self.rows = {}

    def add(self, row):
        self.rows.setdefault(self.section, []).append(row)
        print(plain([row]).splitlines()[1], file=sys.stderr, flush=True)

    def commands(self, commands, runs, environment=None, rounds=ROUNDS):
        """The times of whole processes: a list with the median of each round for each command."""
        report = self.work / "hyperfine.json"
        medians = [[] for _ in commands]
        for number in range(rounds):
            call = ["hyperfine", "--shell=none", "--style=none", "--runs", str(runs)]
            call += ["--warmup", "2" if number == 0 else "1", "--export-json", str(report)]
            subprocess.run(
                call + commands, env=self.environment | (environment or {}), check=True,
                stdout=subprocess.DEVNULL,
            )
            for times, result in zip(medians, json.loads(report.read_text())["results"]):
                times.append(result["median"])
        return medians

    # MARK: Rows

    def start(self, stores):
        for store in stores:
            name = store.accounts[4][1].strip('"').encode()
            ours, peer = [], []
            for _ in range(ROUNDS):
                pairs = [
                    (self.first_list([self.epswitch], store, None, name),
                     self.first_list(["fzf"], store, store.list_file, name))
                    for _ in range(4)
                ]
                ours.append(statistics.median(pair[0] for pair in pairs))
                peer.append(statistics.median(pair[1] for pair in pairs))
            count = f"{len(store.accounts):,}"
            self.add(Row(f"first painted list, {count} accounts", ours, "fzf", peer, target=0.7))

    def first_list(self, command, store, stdin, name):
        terminal = PseudoTerminal(command, store.environment, stdin)
        try:
            return terminal.until(name)
        finally:
            terminal.close()

    def keys(self, stores):
        for store in stores:
            count = f"{len(store.accounts):,}"
            name = store.accounts[4][1].strip('"').encode()
            own = PseudoTerminal([self.epswitch], store.environment)
            peer = PseudoTerminal(["fzf"], store.environment, store.list_file)
            for terminal in (own, peer):
                terminal.until(name)
                terminal.settle(1.0)
            limit = 0.008 if len(store.accounts) <= 10_000 else 0.016
            # fzf lists upwards.
            moves = [[self.answers(own, [b"\x1b[B"] * 8), self.answers(peer, [b"\x1b[A"] * 8)]
                     for _ in range(ROUNDS)]
            self.add(Row(
                f"key to painted answer, {count} accounts: down", [own_ for own_, _ in moves],
                "fzf", [peer_ for _, peer_ in moves]))
            own.answer_to(b"/")
            letters = [b"a", b"r", b"\x7f", b"\x7f"] * 3
            types = [[self.answers(own, letters), self.answers(peer, letters)] for _ in range(ROUNDS)]
            self.add(Row(
                f"key to painted answer, {count} accounts: filter", [own_ for own_, _ in types],
                "fzf", [peer_ for _, peer_ in types]))
            self.add(Row(
                f"– the same in itself, {count} accounts", [own_ for own_, _ in types], target=limit))
            own.close()
            peer.close()

    def answers(self, terminal, keys):
        return statistics.median(terminal.answer_to(key) for key in keys)

    def filter(self, store):
        account = store.accounts[len(store.accounts) // 2]
        # fzf reads what it filters, so there is a shell around both.
        calls = [f"{self.epswitch} resolve {account[0]}", f"fzf --filter {account[0]}"]
        ours, peer = self.commands(
            [f"sh -c 'exec {call} <{store.list_file}'" for call in calls], 12, store.environment)
        self.add(Row("one account among 10,000 by its ID, whole process", ours, "fzf --filter", peer))

    def small_commands(self, store):
        gh = self.work / "gh"
        gh.mkdir()
        (gh / "hosts.yml").write_text("github.com:\n    oauth_token: gho_bench\n    user: bench\n")
        (gh / "hosts.yml").chmod(0o600)
        kubernetes = self.work / "kube.yaml"
        kubernetes.write_text(
            "apiVersion: v1\nkind: Config\ncurrent-context: a\nclusters: []\nusers: []\n"
            "contexts:\n- name: a\n  context: {cluster: a, user: a}\n")
        environment = store.environment | {
            "GH_CONFIG_DIR": str(gh), "KUBECONFIG": str(kubernetes),
            "PASSWORD_STORE_DIR": str(self.work / "pass"), "GNUPGHOME": str(self.work / "gnupg"),
        }
        peers = [("gh auth token", "gh"), ("pass show token", "pass"), ("kubectx -c", "kubectx")]
        peers = [call for call, program in peers if self.has(program)]
        if "pass show token" in peers:
            self.prepare_pass(environment)
        own = [f"{self.epswitch} {word}" for word in ("--version", "prompt", "current", "token")]
        times = self.commands(own + ["fzf --version"] + peers, 15, environment)
        version, prompt, current, token, fzf = times[:5]
        peer_times = dict(zip(peers, times[5:]))
        self.add(Row("--version", version, "fzf --version", fzf))
        for name, own_times, call in [
            ("prompt", prompt, "kubectx -c"), ("current", current, "kubectx -c"),
            ("token", token, "gh auth token"), ("token", token, "pass show token"),
        ]:
            if call in peer_times:
                self.add(Row(name, own_times, call, peer_times[call]))
        for name, own_times in [("prompt", prompt), ("current", current), ("token", token)]:
            self.add(Row(name, own_times, "epswitch --version", version, target=1.3))

    def prepare_pass(self, environment):
        (self.work / "gnupg").mkdir(mode=0o700)
        quiet = {"env": environment, "check": True, "capture_output": True}
        self.cleanup.callback(
            subprocess.run, ["gpgconf", "--kill", "all"], env=environment, check=False, capture_output=True)
        subprocess.run(
            ["gpg", "--batch", "--passphrase", "", "--quick-generate-key", "bench@example.com", "default",
             "default"], **quiet)
        subprocess.run(["pass", "init", "bench@example.com"], **quiet)
        subprocess.run(["pass", "insert", "--multiline", "token"], input=b"secret\n", **quiet)

    def switch(self, store):
        config = self.work / "curl-switch"
        config.write_text(self.mint_request(store, 0))
        ours, peer = self.commands(
            [f"{self.epswitch} switch {store.accounts[1][0]}", f"curl --disable --config {config}"], 15,
            store.environment)
        self.add(Row("switch", ours, "curl, the same request", peer, target=2.0))

    def roster(self, store, latency):
        config = self.work / "curl-roster"
        pages = range(0, len(store.accounts), 100)
        config.write_text("next\n".join(self.mint_request(store, offset) for offset in pages))
        ours, peer = self.commands(
            [f"{self.epswitch} refresh", f"curl --disable --config {config}"], 2 if latency else 4,
            store.environment, rounds=3)
        self.add(Row(
            f"roster of 10,000, {latency} ms a request", ours, "curl, page after page", peer,
            target=1 / 6 if latency else None))

    def mint_request(self, store, offset):
        """What a switch asks the store, as curl reads it."""
        variables = dict(
            line.removeprefix("export ").split("=", 1)
            for line in store.run("env", "--shell", "bash").splitlines() if line.startswith("export "))
        word = lambda name: variables[name].strip("'")
        body = '{\\"data\\":{\\"type\\":\\"account_management_authentication_token\\",' \
            '\\"authentication_mechanism\\":\\"account_management_authentication_token\\"}}'
        page = f"page%5Blimit%5D=100&page%5Boffset%5D={offset}"
        return (
            f'url = "{store.endpoint}/v2/account-members/tokens?{page}"\n'
            f'header = "Authorization: Bearer {word("EP_ACCESS_TOKEN")}"\n'
            f'header = "EP-Account-Management-Authentication-Token: {word("EP_ACCOUNT_TOKEN")}"\n'
            f'header = "Content-Type: application/json"\ndata = "{body}"\noutput = "/dev/null"\nsilent\nfail\n')

    def idle(self, store, seconds):
        own = PseudoTerminal([self.epswitch], store.environment)
        peer = PseudoTerminal(["htop"], store.environment) if self.has("htop") else None
        terminals = [terminal for terminal in (own, peer) if terminal]
        time.sleep(3)
        for terminal in terminals:
            terminal.settle(0.05)
        before = [(usage(terminal), terminal.bytes_read) for terminal in terminals]
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            for terminal in terminals:
                terminal.listen(0.25)
        after = [(usage(terminal), terminal.bytes_read) for terminal in terminals]
        for terminal in terminals:
            terminal.close()
        figures = [
            (
                (last[0][0] - first[0][0]) / 1e9 / seconds * 100,
                (last[0][1] - first[0][1]) / seconds,
                (last[1] - first[1]) / seconds,
            )
            for first, last in zip(before, after)
        ]
        names = ["processor", "wake-ups a second", "bytes painted a second"]
        for position, (name, unit, limit) in enumerate(zip(names, ["%", "", ""], [0.1, None, 64.0])):
            self.add(Row(
                f"idle dashboard: {name}", [figures[0][position]], "htop",
                [figures[1][position]] if peer else [], unit=unit))
            if limit is not None:
                self.add(Row("– the same in itself", [figures[0][position]], unit=unit, target=limit))

    def memory(self, store):
        name = store.accounts[4][1].strip('"').encode()
        figures = []
        for command, stdin in [([self.epswitch], None), (["fzf"], store.list_file)]:
            terminal = PseudoTerminal(command, store.environment, stdin)
            terminal.until(name)
            terminal.settle(1.0)
            figures.append(most_memory(terminal.pid))
            terminal.close()
        self.add(Row("memory, 10,000 accounts", [figures[0]], "fzf", [figures[1]], unit="MiB"))
        self.add(Row("– the same in itself", [figures[0]], unit="MiB", target=40 * 1048576))

    def sizes(self):
        self.add(Row("binary, as it is linked", [os.path.getsize(self.epswitch)], unit="MB"))
        for package in sorted((PROJECT / "dist").glob("*.deb")):
            self.add(Row("Debian package", [package.stat().st_size], unit="MB", target=25e6))

    def clean_build(self):
        folder = PROJECT / ".build-clean"
        shutil.rmtree(folder, ignore_errors=True)
        command = ["swift", "build", "--product", "epswitch", "--scratch-path", str(folder), "--quiet"]
        subprocess.run(command[:2] + ["--show-bin-path"] + command[4:], check=True, cwd=PROJECT,
                       stdout=subprocess.DEVNULL)
        started = time.perf_counter()
        subprocess.run(command, check=True, cwd=PROJECT, stdout=subprocess.DEVNULL)
        self.add(Row("clean debug build of the program", [time.perf_counter() - started]))
        shutil.rmtree(folder)

    def has(self, program):
        if shutil.which(program):
            return True
        print(f"{program} is missing: its rows are left out.", file=sys.stderr)
        return False


def usage(terminal):
    """Nanoseconds on a processor and voluntary switches of context, of all threads so far."""
    ran, woken = 0, 0
    for folder in terminal.processes():
        ran += int(pathlib.Path(folder, "schedstat").read_text().split()[0])
        woken += int(field(pathlib.Path(folder, "status"), "voluntary_ctxt_switches"))
    return ran, woken


def most_memory(pid):
    return int(field(pathlib.Path(f"/proc/{pid}/status"), "VmHWM").split()[0]) * 1024


def field(path, name):
    for line in path.read_text().splitlines():
        key, _, value = line.partition(":")
        if key == name:
            return value.strip()
    raise KeyError(name)


def machine():
    """What a reader has to know of the machine and the peers."""
    model = next(
        (line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
         if line.startswith("model name")), platform.machine())
    versions = []
    for package in ("fzf", "curl", "gh", "pass", "kubectx", "htop"):
        found = subprocess.run(
            ["dpkg-query", "--show", "--showformat=${Version}", package], capture_output=True, text=True,
            check=False)
        if found.returncode == 0:
            versions.append(f"{package} {found.stdout}")
    return f"{os.cpu_count()} × {model}, Linux {platform.release().split('-')[0]}; {', '.join(versions)}"


def merged(rows, epswitch):
    """The rows with those of earlier runs with the same binary, section by section; they are kept for the next.

    A machine that others use too may lend itself for some minutes at a time only.
    """
    kept = PROJECT / ".build" / "bench.json"
    binary = hashlib.sha256(pathlib.Path(epswitch).read_bytes()).hexdigest()
    sections = {}
    if kept.exists():
        earlier = json.loads(kept.read_text(encoding="utf-8"))
        if earlier["binary"] == binary:
            sections = {name: [Row(**row) for row in rows] for name, rows in earlier["sections"].items()}
    sections |= rows
    saved = {name: [dataclasses.asdict(row) for row in rows] for name, rows in sections.items()}
    kept.write_text(json.dumps({"binary": binary, "sections": saved}), encoding="utf-8")
    return sections


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("epswitch", help="the release binary")
    parser.add_argument("--output", type=pathlib.Path, help="a document to write the table into, once it is whole")
    parser.add_argument("--clean-build", action="store_true", help="measure that too")
    parser.add_argument("--idle", type=int, default=60, help="seconds to watch an idle dashboard")
    parser.add_argument("--only", help=f"sections to measure: {','.join(SECTIONS)}")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",") if arguments.only else SECTIONS

    with contextlib.ExitStack() as cleanup:
        bench = Bench(str(pathlib.Path(arguments.epswitch).resolve()), cleanup)

        def want(name):
            bench.section = name
            return name in wanted

        middle = Store(bench, 10_000, 18471) if set(wanted) - {"idle", "sizes"} else None
        if want("start") or want("keys"):
            largest = Store(bench, 100_000, 18473)
        if want("start"):
            bench.start([Store(bench, 1_000, 18472), middle, largest])
        if want("keys"):
            bench.keys([middle, largest])
        if want("commands"):
            bench.filter(middle)
            bench.small_commands(middle)
        if want("switch"):
            bench.switch(middle)
        if want("roster"):
            bench.roster(middle, 0)
            bench.roster(Store(bench, 10_000, 18474, latency=50), 50)
        if want("idle"):
            bench.idle(Store(bench, 0, 18475, scenario="showcase"), arguments.idle)
        if want("memory"):
            bench.memory(middle)
        if want("sizes"):
            bench.sizes()
            if arguments.clean_build:
                bench.clean_build()

    print(plain([row for section in SECTIONS for row in bench.rows.get(section, [])]))
    sections = merged(bench.rows, arguments.epswitch)
    missing = [name for name in SECTIONS if name not in sections]
    if missing:
        print(f"Not measured with this binary yet: {','.join(missing)}.", file=sys.stderr)
    elif arguments.output:
        rows = [row for name in SECTIONS for row in sections[name]]
        before, begin, rest = arguments.output.read_text(encoding="utf-8").partition("<!-- bench -->\n")
        _, end, after = rest.partition("<!-- end of bench -->")
        text = f"{before}{begin}{markdown(rows)}\n{machine()}.\n{end}{after}"
        arguments.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
