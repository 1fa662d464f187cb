#!/usr/bin/env python3
"""Says what a release binary is linked from: licences, a Debian copyright file and an SBOM (SPDX 2.3).

What is linked comes from SwiftPM's own build description, versions from Package.resolved, and shared
libraries from the dependencies that dpkg-shlibdeps found. Nothing is asked of a network.
"""

import argparse
import datetime
import json
import pathlib
import re
import shutil
import subprocess
import sys
import uuid

PROJECT = pathlib.Path(__file__).resolve().parent.parent

NO_LICENCE = (
    "No licence has been chosen for epswitch itself. Until its authors choose one, nobody is given\n"
    "more rights in it than the law gives."
)


class Part:
    """A library that is linked into the binary."""

    def __init__(self, name, version, address, licences, owners=None):
        self.name = name
        self.version = version
        self.address = address
        # Each a name of the file and its text.
        self.licences = licences
        # Lines that name them; `None` where the licences and notices do.
        self.owners = owners

    @property
    def spdx_licence(self):
        """The licence as SPDX names it, read off its text."""
        found = []
        for name, text in self.licences:
            # The text that the licence of libstdc++ refers to.
            if name.startswith("NOTICE") or name == "COPYING3":
                continue
            flat = " ".join(text.split())
            if "GCC RUNTIME LIBRARY EXCEPTION" in flat:
                found.append("GPL-3.0-or-later WITH GCC-exception-3.1")
            elif "Apache License" in flat:
                exception = " WITH Swift-exception" if "Runtime Library Exception" in flat else ""
                found.append("Apache-2.0" + exception)
            elif "UNICODE LICENSE V3" in flat:
                found.append("Unicode-3.0")
            elif "Permission is hereby granted, free of charge" in flat:
                found.append("MIT")
            elif "This software is provided 'as-is', without any express or implied warranty" in flat:
                found.append("Zlib")
            else:
                sys.exit(f"epswitch: the licence of {self.name} is not one that is known: {name}")
        return " AND ".join(sorted(set(found)))


def linked_packages(build, product):
    """The names of the checkouts whose object files are in the binary."""
    with open(build / f"{product}.product" / "Objects.LinkFileList", encoding="utf-8") as file:
        objects = {shell_word(line.strip()) for line in file if line.strip()}
    packages = set()
    claimed = set()
    inputs = []
    with open(build.parent.parent / "release.yaml", encoding="utf-8") as file:
        for line in file:
            if line.startswith("    inputs: "):
                inputs = json.loads(line.removeprefix("    inputs: "))
            elif line.startswith("    outputs: "):
                outputs = objects.intersection(json.loads(line.removeprefix("    outputs: ")))
                if not outputs:
                    continue
                claimed |= outputs
                for path in inputs:
                    match = re.search(r"/\.build[^/]*/checkouts/([^/]+)/", path)
                    if match:
                        packages.add(match.group(1))
    missing = objects - claimed
    if missing:
        sys.exit(f"epswitch: nothing says where these come from: {sorted(missing)[:3]}")
    return sorted(packages, key=str.lower)


def shell_word(text):
    return text[1:-1] if text.startswith("'") and text.endswith("'") else text


def leading_comment(path):
    """The comment at the beginning of a C or C++ file, as text."""
    lines = []
    text = path.read_text(encoding="utf-8")
    if text.startswith("/*"):
        return text[2 : text.index("*/")].strip() + "\n"
    for line in text.splitlines():
        if not line.startswith("//"):
            break
        lines.append(line.removeprefix("//").removeprefix(" "))
    return "\n".join(lines) + "\n"


def parts(build, product, toolchain, swift_version):
    """Every library in the binary, the parts of the Swift runtime last."""
    with open(PROJECT / "Package.resolved", encoding="utf-8") as file:
        pins = {
            re.sub(r"\.git$", "", pin["location"].rsplit("/", 1)[1]): pin
            for pin in json.load(file)["pins"]
        }
    checkouts = build.parent.parent / "checkouts"
    result = []
    for name in linked_packages(build, product):
        folder = checkouts / name
        pin = pins[name]
        licences = [
            (path.name, path.read_text(encoding="utf-8"))
            for path in sorted(folder.iterdir())
            if re.fullmatch(r"(LICENSE|NOTICE|COPYING)(\.\w+)?", path.name)
        ]
        # What a package contains of others, where it says so beside the source.
        for path in sorted(folder.glob("Sources/*/LICENSE*")):
            licences.append((f"LICENSE-{path.parent.name}", path.read_text(encoding="utf-8")))
        for pattern, other in [("toml.hpp", "tomlplusplus"), ("nioextras-zlib.h", "zlib")]:
            for path in sorted(folder.glob(f"Sources/*/*/{pattern}")):
                licences.append((f"LICENSE-{other}", leading_comment(path)))
        if not any(name.startswith("LICENSE") for name, _ in licences):
            sys.exit(f"epswitch: {name} has no licence.")
        version = pin["state"]["version"]
        result.append(Part(name, version, re.sub(r"\.git$", "", pin["location"]), licences))
    runtime = (toolchain / "share/swift/LICENSE.txt").read_text(encoding="utf-8")
    unicode = (PROJECT / "packaging/licenses/Unicode-3.0.txt").read_text(encoding="utf-8")
    for name, licences in [
        ("swift", [("LICENSE.txt", runtime)]),
        ("swift-corelibs-libdispatch", [("LICENSE.txt", runtime)]),
        ("swift-corelibs-foundation", [("LICENSE.txt", runtime)]),
        ("swift-foundation", [("LICENSE.txt", runtime)]),
        ("swift-foundation-icu", [("LICENSE.txt", runtime), ("LICENSE-ICU", unicode)]),
    ]:
        address = f"https://github.com/swiftlang/{name}"
        result.append(Part(name, swift_version, address, licences))
    result.append(cxx_library())
    return result


def cxx_library():
    """libstdc++, which script/release links in, as Debian has it."""
    archive = output_of("clang", "-print-file-name=libstdc++.a")
    owner = output_of("dpkg", "--search", str(pathlib.Path(archive).resolve())).split(":")[0]
    version = output_of("dpkg-query", "--show", "--showformat=${Version}", owner)
    licences = [
        ("copyright", pathlib.Path(f"/usr/share/doc/{owner}/copyright").read_text(encoding="utf-8")),
        ("COPYING3", pathlib.Path("/usr/share/common-licenses/GPL-3").read_text(encoding="utf-8")),
    ]
    # The file is about all of GCC.
    owners = ["Copyright (C) 1997-2022 Free Software Foundation, Inc."]
    return Part("libstdc++", version, "https://gcc.gnu.org", licences, owners)


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def write_licences(parts_, folder):
    for part in parts_:
        for name, text in part.licences:
            path = folder / part.name / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def copyright_text(parts_):
    lines = [
        "epswitch",
        "========",
        "",
        NO_LICENCE,
        "",
        "Linked into /usr/bin/epswitch",
        "=============================",
        "",
        "Each library is under its own licence. The texts, and the notices of those that have one, are in",
        "/usr/share/doc/epswitch/licenses.",
        "The text of the Apache License 2.0 is also in /usr/share/common-licenses/Apache-2.0.",
        "",
    ]
    for part in parts_:
        lines += [f"{part.name} {part.version}", f"  Source:  {part.address}"]
        lines += [f"  Licence: {part.spdx_licence}"]
        for owner in owners(part):
            lines += [f"  {owner}"]
        lines += [""]
    return "\n".join(lines)


def owners(part):
    """The lines that name who holds the copyright, in the licences and notices of a part."""
    if part.owners is not None:
        return part.owners
    found = []
    for _, text in part.licences:
        for line in text.splitlines():
            line = line.strip()
            if re.match(r"Copyright (©|\(c\)|\d{4})", line, re.IGNORECASE) and line not in found:
                found.append(line)
    return [line for line in found if "[yyyy]" not in line]


def spdx(parts_, arguments):
    moment = datetime.datetime.fromtimestamp(arguments.epoch, datetime.timezone.utc)
    packages = [
        {
            "SPDXID": "SPDXRef-epswitch",
            "name": "epswitch",
            "versionInfo": arguments.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": False,
            "licenseConcluded": "NONE",
            "licenseDeclared": "NONE",
            "licenseComments": " ".join(NO_LICENCE.split()),
            "copyrightText": "NOASSERTION",
            "primaryPackagePurpose": "APPLICATION",
            "checksums": [{"algorithm": "SHA256", "checksumValue": arguments.sha256}],
            "sourceInfo": f"Built from commit {arguments.commit} with Swift {arguments.swift_version}.",
        }
    ]
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-epswitch")]
    for part in parts_:
        identifier = f"SPDXRef-{part.name}"
        host_path = part.address.removeprefix("https://")
        packages.append(
            {
                "SPDXID": identifier,
                "name": part.name,
                "versionInfo": part.version,
                "downloadLocation": f"git+{part.address}",
                "filesAnalyzed": False,
                "licenseConcluded": part.spdx_licence,
                "licenseDeclared": part.spdx_licence,
                "copyrightText": "\n".join(owners(part)) or "NOASSERTION",
                "primaryPackagePurpose": "LIBRARY",
                "externalRefs": [
                    {
                        "referenceCategory": "PACKAGE-MANAGER",
                        "referenceType": "purl",
                        "referenceLocator": f"pkg:swift/{host_path}@{part.version}",
                    }
                ],
            }
        )
        relations.append(("SPDXRef-epswitch", "STATIC_LINK", identifier))
    for name, condition in re.findall(r"([a-z0-9][a-z0-9.+-]+)(?: \(([^)]*)\))?", arguments.depends):
        identifier = "SPDXRef-debian-" + re.sub(r"[^A-Za-z0-9.-]", "-", name)
        packages.append(
            {
                "SPDXID": identifier,
                "name": name,
                "comment": f"The Debian package, in the version that is installed; {condition or 'any'}.",
                "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False,
                "licenseConcluded": "NOASSERTION",
                "licenseDeclared": "NOASSERTION",
                "copyrightText": "NOASSERTION",
                "primaryPackagePurpose": "LIBRARY",
                "externalRefs": [
                    {
                        "referenceCategory": "PACKAGE-MANAGER",
                        "referenceType": "purl",
                        "referenceLocator": f"pkg:deb/debian/{name}",
                    }
                ],
            }
        )
        relations.append(("SPDXRef-epswitch", "DYNAMIC_LINK", identifier))
    # A document has an address of its own, which is made from what the document is about.
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"epswitch {arguments.version} {arguments.sha256}")
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"epswitch-{arguments.version}",
        "documentNamespace": f"https://spdx.org/spdxdocs/epswitch-{name}",
        "creationInfo": {
            "created": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: epswitch-packaging"],
        },
        "packages": packages,
        "relationships": [
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
            for source, kind, target in relations
        ],
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="the folder of the binary")
    parser.add_argument("--toolchain", type=pathlib.Path, required=True, help="its folder usr")
    parser.add_argument("--swift-version", required=True)
    parser.add_argument("--version", required=True, help="of epswitch")
    parser.add_argument("--commit", required=True)
    parser.add_argument("--sha256", required=True, help="of the stripped binary")
    parser.add_argument("--epoch", type=int, required=True, help="seconds since 1970")
    parser.add_argument("--depends", required=True, help="what dpkg-shlibdeps found")
    parser.add_argument("--output", type=pathlib.Path, required=True, help="an empty folder")
    arguments = parser.parse_args()

    found = parts(
        arguments.build.resolve(), "epswitch", arguments.toolchain, arguments.swift_version
    )
    shutil.rmtree(arguments.output, ignore_errors=True)
    write_licences(found, arguments.output / "licenses")
    (arguments.output / "copyright").write_text(copyright_text(found), encoding="utf-8")
    document = json.dumps(spdx(found, arguments), indent=2, ensure_ascii=False) + "\n"
    (arguments.output / "epswitch.spdx.json").write_text(document, encoding="utf-8")


if __name__ == "__main__":
    main()
