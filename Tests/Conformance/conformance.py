"""Validates every answer of the simulated store: conformance.py DOCUMENTS EPSWITCH"""

import sys
import tomllib
import urllib.parse
from fnmatch import fnmatchcase
from pathlib import Path

from documents import Documents
from journey import Journey
from store import Store

# What the vendor publishes no document of.
UNDOCUMENTED = ("/v2/customers/",)


def self_links(value):
    """Every link that a document has to itself or to something related."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name in ("self", "related", "current", "first", "last", "next", "prev", "product"):
                if isinstance(member, str) and member.startswith("http"):
                    yield member
            yield from self_links(member)
    elif isinstance(value, list):
        for element in value:
            yield from self_links(element)


def follow_links(journey, store):
    """Asks once for everything that an answer linked to; gives the links that lead nowhere."""
    removed = {each.path for each in store.answers if each.method == "DELETE" and each.status == 204}
    links = {}
    for answer in list(store.answers):
        # A page of a roster is minted by a POST, and so are the pages that it links to.
        if answer.status < 300 and answer.headers.get("content-type") == "application/json" and "tokens" not in answer.path:
            for link in self_links(answer.json):
                links.setdefault(link, answer)
    lost = []
    for link, source in links.items():
        if urllib.parse.urlsplit(link).path in removed:
            continue
        statuses = []
        # The whole store's catalog is not the account's.
        for headers in [journey.whole, journey.acting]:
            if 200 not in statuses:
                statuses.append(store.send("GET", link, headers=headers).status)
        if 200 not in statuses:
            lost.append(f"{source}: {link} → {statuses}")
    return lost


def without_token(store, documents):
    """Asks once for every operation that was read, without an access token."""
    seen = set()
    for answer in list(store.answers):
        found = documents.operation(answer.method, answer.path)
        if answer.method != "GET" or found is None or found[1] in seen or "/oidc-idp/" in answer.path:
            continue
        seen.add(found[1])
        status = store.send("GET", answer.path).status
        assert status == 401, f"{answer} is {status} without an access token"


def main(folder, binary):
    documents = Documents(folder)
    listed = tomllib.loads(Path(__file__).with_name("deviations.toml").read_text())["deviation"]
    used, failures, validated, operations = set(), [], 0, set()
    with Store(binary, "--impersonation") as store:
        journey = Journey(store)
        journey.go()
        failures += follow_links(journey, store)
        without_token(store, documents)
    for answer in store.answers:
        if answer.path.startswith(UNDOCUMENTED):
            continue
        found = documents.operation(answer.method, answer.path)
        if found is None:
            faults = [("$", "the operation is not documented")]
            operation = f"{answer.method} {answer.path}"
        else:
            name, template, api = found
            operation = f"{answer.method} {template}"
            operations.add(operation)
            faults = list(documents.faults(api, template, answer))
        validated += 1
        for place, says in faults:
            index = next((index for index, each in enumerate(listed) if matches(each, operation, place, says)), None)
            if index is None:
                failures.append(f"{answer} ({operation}): {place}: {says}")
            else:
                used.add(index)
    failures += [f"no answer needs this deviation any more: {each['reason']}"
                 for index, each in enumerate(listed) if index not in used]
    print(f"{validated} answers of {len(operations)} documented operations, "
          f"{len(used)} accepted deviations, {len(set(failures))} failures")
    for failure in sorted(set(failures)):
        print("  " + failure)
    return 1 if failures else 0


def matches(deviation, operation, place, says):
    return (fnmatchcase(operation, deviation["operation"]) and fnmatchcase(place, deviation["place"])
            and deviation["says"] in says)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
