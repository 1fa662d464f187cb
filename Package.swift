// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  // `any` marks every existential, so their cost is visible.
  .enableUpcomingFeature("ExistentialAny"),
  // A file imports what it uses: no member arrives through somebody else's import.
  .enableUpcomingFeature("MemberImportVisibility"),
  // An import is an implementation detail unless it says otherwise.
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

// MARK: - Libraries

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(
  name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let customDump = Target.Dependency.product(name: "CustomDump", package: "swift-custom-dump")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFoundationCompat = Target.Dependency.product(
  name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSOCKS = Target.Dependency.product(name: "NIOSOCKS", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let tomlKit = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// MARK: - The package

let package = Package(
  name: "epswitch",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "epswitch", targets: ["epswitch"])
  ],
  dependencies: [
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1",
      traits: ["FullFoundation"]),
    .package(url: "https://github.com/pointfreeco/swift-custom-dump", exact: "1.7.3"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    // Values everyone may know: accounts, tokens, stores, expiry. No input, no output.
    .target(name: "AccountModel", swiftSettings: settings),

    // The Commerce API over HTTP. The only target that knows HTTP.
    .target(
      name: "CommerceAPI",
      dependencies: [
        "AccountModel", asyncHTTPClient, logging, nioCore, nioHTTP1, nioPosix, nioSOCKS, nioSSL,
      ],
      swiftSettings: settings),

    // Sessions and tokens at rest. The only target that knows SQLite and the vault key.
    .target(name: "CKeyring"),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(
      name: "AccountVault",
      dependencies: ["AccountModel", "CKeyring", "CSQLite", crypto, grdb, grdbSQLite],
      swiftSettings: settings),

    // Writing files whole or not at all, and locking them.
    .target(name: "FileSupport", swiftSettings: settings),

    // The settings file and its profiles. The only target that knows TOML.
    .target(
      name: "ProfileSettings", dependencies: ["AccountModel", "FileSupport", tomlKit],
      swiftSettings: settings),

    // Whose a connection from this machine is.
    .target(name: "Loopback", dependencies: [nioCore], swiftSettings: settings),

    // Waiting for the browser to come back from an OpenID provider.
    .target(
      name: "SignInCallback", dependencies: ["Loopback", nioCore, nioHTTP1, nioPosix, subprocess],
      swiftSettings: settings),

    // The account as shells and other programs take it: text in their formats.
    .target(
      name: "ShellBridge", dependencies: ["AccountModel", "FileSupport"],
      swiftSettings: settings),

    // The use cases: every rule about identity, lifetime and production. The only client of the
    // vault and the API.
    .target(
      name: "AccountCore",
      dependencies: [
        "AccountModel", "AccountVault", "CommerceAPI", "FileSupport", "ProfileSettings",
        "SignInCallback", crypto,
      ],
      swiftSettings: settings),

    // Requests of other programs, forwarded as the account. Knows HTTP, and nothing of the vault.
    .target(
      name: "AccountProxy",
      dependencies: [
        "AccountCore", "AccountModel", "Loopback", asyncHTTPClient, hummingbirdCore, logging,
        nioCore, nioHTTP1, nioPosix, nioSSL,
      ],
      swiftSettings: settings),

    // The screens as pure values: state, update, render.
    .target(
      name: "AccountViewModel", dependencies: ["AccountModel"], swiftSettings: settings),

    // ncurses. The only target that knows the terminal.
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw")]),
    .target(
      name: "TerminalUI", dependencies: ["AccountViewModel", "CNcurses"],
      swiftSettings: settings),

    // A Commerce store on loopback, for the demo, the tests and other programs' tests.
    .target(
      name: "CommerceSimulator",
      dependencies: [
        crypto, httpTypes, hummingbird, hummingbirdCore, logging, nioCore, nioPosix,
      ],
      swiftSettings: settings),

    // A sample storefront on loopback, in front of any Commerce store.
    .target(
      name: "DemoStorefront",
      dependencies: [
        asyncHTTPClient, httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
        nioFoundationCompat, nioHTTP1, nioPosix,
      ],
      swiftSettings: settings),

    // Switches of this process that Swift cannot reach.
    .target(name: "CProcess"),

    // One file a subcommand; wires the parts.
    .target(
      name: "EPSwitchCLI",
      dependencies: [
        "AccountCore", "AccountModel", "AccountProxy", "AccountViewModel", "CommerceSimulator",
        "CProcess", "DemoStorefront", "ProfileSettings", "ShellBridge", "SignInCallback",
        "TerminalUI", argumentParser, subprocess,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "epswitch", dependencies: ["EPSwitchCLI"], swiftSettings: settings,
      linkerSettings: [
        // Packed relocations: a fifth of the start-up time of the static binary (glibc 2.36).
        // Nothing looks its symbols up: their names are 9 MB.
        .unsafeFlags(
          [
            "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
            "-Xlinker", "--no-export-dynamic",
          ],
          .when(platforms: [.linux], configuration: .release))
      ]),

    .testTarget(
      name: "AccountModelTests", dependencies: ["AccountModel"], swiftSettings: settings),
    .testTarget(
      name: "AccountVaultTests", dependencies: ["AccountModel", "AccountVault", "CKeyring", grdb],
      swiftSettings: settings),
    .testTarget(name: "FileSupportTests", dependencies: ["FileSupport"], swiftSettings: settings),
    .testTarget(
      name: "ProfileSettingsTests", dependencies: ["AccountModel", "ProfileSettings"],
      swiftSettings: settings),
    .testTarget(
      name: "ShellBridgeTests",
      dependencies: ["AccountModel", "ShellBridge", argumentParser, subprocess],
      swiftSettings: settings),
    .testTarget(
      name: "SignInCallbackTests",
      dependencies: [
        "Loopback", "ProgramTesting", "SignInCallback", asyncHTTPClient, nioCore, nioHTTP1,
        nioPosix,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AccountViewModelTests",
      dependencies: ["AccountModel", "AccountViewModel", customDump],
      swiftSettings: settings),
    .testTarget(
      name: "TerminalUITests", dependencies: ["AccountViewModel", "CNcurses", "TerminalUI"],
      swiftSettings: settings),
    .testTarget(
      name: "CommerceSimulatorTests",
      dependencies: [
        "CommerceSimulator", asyncHTTPClient, crypto, nioCore, nioHTTP1, nioPosix,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DemoStorefrontTests",
      dependencies: [
        "CommerceSimulator", "DemoStorefront", "ProgramTesting", asyncHTTPClient, nioCore,
        nioFoundationCompat, nioHTTP1,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CommerceAPITests",
      dependencies: [
        "AccountModel", "CommerceAPI", "CommerceSimulator", "ProgramTesting", nioCore, nioPosix,
        nioSSL, subprocess,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AccountCoreTests",
      dependencies: [
        "AccountCore", "AccountModel", "AccountVault", "CommerceAPI", "CommerceSimulator",
        "ProfileSettings", "ProgramTesting", "SignInCallback", grdb,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "AccountProxyTests",
      dependencies: [
        "AccountCore", "AccountModel", "AccountProxy", "CommerceSimulator", "ProgramTesting",
        nioCore, nioHTTP1, nioPosix,
      ],
      swiftSettings: settings),
    // Runs the built program as a process of its own: through pipes, or in a terminal (tmux).
    .target(
      name: "ProgramTesting",
      dependencies: [
        "CTracing", "CommerceSimulator", asyncHTTPClient, nioCore, nioFoundationCompat, nioHTTP1,
        subprocess,
      ],
      path: "Tests/ProgramTesting", swiftSettings: settings),
    // Ends a program at a chosen system call.
    .target(name: "CTracing", path: "Tests/CTracing"),
    .testTarget(
      name: "ProgramTestingTests", dependencies: ["CommerceSimulator", "ProgramTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "EPSwitchCLITests",
      dependencies: [
        "AccountCore", "AccountModel", "AccountViewModel", "CommerceSimulator", "EPSwitchCLI",
        "ProfileSettings", "ProgramTesting", argumentParser, "epswitch",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "JourneyTests", dependencies: ["CommerceSimulator", "ProgramTesting", "epswitch"],
      swiftSettings: settings),
    // What must not cost anybody anything: processes killed at any moment, full disks, damage.
    .testTarget(
      name: "TortureTests", dependencies: ["CommerceSimulator", "ProgramTesting", "epswitch"],
      swiftSettings: settings),
  ]
)

// MARK: - Fuzzing

let fuzzed: [Target.Dependency] = [
  "AccountCore", "AccountModel", "AccountViewModel", "CommerceAPI", "EPSwitchCLI",
  "ProfileSettings", "ShellBridge", "TerminalUI",
]

if Context.environment["EPSWITCH_FUZZING"] == nil {
  package.targets.append(
    // Bytes from outside, mutated from a seed: in process, and against the built program.
    .testTarget(
      name: "FuzzTests",
      dependencies: fuzzed + ["AccountVault", "CommerceSimulator", "ProgramTesting", "epswitch"],
      exclude: ["Corpus"], swiftSettings: settings))
} else {
  // The same targets under libFuzzer, which brings `main`; see script/fuzz.
  let coverage = SwiftSetting.unsafeFlags(["-sanitize=fuzzer"])
  // Targets in C have no settings for Swift.
  for target in package.targets where target.type == .regular && target.swiftSettings != nil {
    target.swiftSettings?.append(coverage)
  }
  package.targets.append(
    .executableTarget(
      name: "fuzz", dependencies: fuzzed, path: "Tests/FuzzTests/Targets",
      swiftSettings: settings + [
        coverage, .define("FUZZING"), .unsafeFlags(["-parse-as-library"]),
      ],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
}
