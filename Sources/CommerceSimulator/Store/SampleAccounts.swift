extension SimulatedStore {
  /// A dozen accounts that look good in a demo: several scripts, accents, an emoji, a long name.
  ///
  /// Half an hour after signing in, one token is expired, one has less than a minute left and one a
  /// quarter of an hour; every new one lives.
  ///
  /// - Parameter lifetime: of every account, in seconds; `nil` mixes them.
  static func showcaseRoster(seed: UInt64, lifetime: Int? = nil) -> [SimulatedAccount] {
    var random = SplitMix64(seed: seed, for: "showcase")
    var roster = showcaseAccounts.map { name, ownLifetime in
      SimulatedAccount(id: random.uuid(), name: name, lifetime: lifetime ?? ownLifetime)
    }
    let group = headOffice(seed: seed)
    for (name, parent) in showcaseParents {
      guard let index = roster.firstIndex(where: { $0.name == name }) else { continue }
      roster[index].parentID = (roster.first { $0.name == parent } ?? group).id
    }
    return roster
  }

  /// The account above those of the showcase, which is in nobody's roster.
  static func headOffice(seed: UInt64) -> SimulatedAccount {
    var random = SplitMix64(seed: seed, for: "head office")
    return SimulatedAccount(id: random.uuid(), name: "Acme Group")
  }

  /// The accounts of the second member of a support desk: two of the first member's and three of
  /// its own.
  static func deskRoster(sharing roster: [SimulatedAccount], seed: UInt64) -> [SimulatedAccount] {
    var random = SplitMix64(seed: seed, for: "desk")
    let own = ["Northwind Support", "Southgate Returns", "Westend Warranty"].map {
      SimulatedAccount(
        id: random.uuid(), name: $0, lifetime: roster.first?.lifetime ?? defaultLifetime)
    }
    return own + roster.prefix(2)
  }

  /// The account at a position of a large roster, worked out from the position alone.
  ///
  /// Names repeat now and then, as they do among ten thousand companies; IDs do not.
  static func generatedAccount(
    _ index: Int, seed: UInt64, lifetime: Int = defaultLifetime
  ) -> SimulatedAccount {
    var random = SplitMix64(seed: seed, for: "account \(index)")
    let id = random.uuid()
    let name = "\(pick(places, &random)) \(pick(trades, &random)) \(pick(forms, &random))"
    // Every eighth account is a head office, to which the next two belong.
    let parentID =
      1...2 ~= index % 8
      ? generatedAccount(index - index % 8, seed: seed, lifetime: lifetime).id : nil
    return SimulatedAccount(id: id, name: name, lifetime: lifetime, parentID: parentID)
  }
}

/// Names with lifetimes in seconds.
private let showcaseAccounts: [(String, Int)] = [
  ("Acme Industrial", 86_400),
  ("Bolt & Nut Co", 2_699),
  ("東京金属株式会社", 86_320),
  ("Zenith Hospitals", 1_200),
  ("Électricité Générale de Grenoble", 86_400),
  ("شركة الخليج للمعدات الصناعية", 79_200),
  ("אורן תעשיות בע״מ", 84_000),
  ("Łódź Precyzja Sp. z o.o.", 86_400),
  ("Cafe\u{301} Olé Roasters ☕️", 43_200),
  ("Müller & Söhne Maschinenbau GmbH", 86_400),
  (
    "Consolidated Northern Counties Agricultural Machinery, Feed and Fertiliser Purchasing "
      + "Cooperative", 86_100
  ),
  ("Harbour Light Marine Supply", 1_845),
]

/// Accounts and what they are a part of.
private let showcaseParents = [
  ("Acme Industrial", "Acme Group"), ("Bolt & Nut Co", "Acme Industrial"),
  ("Harbour Light Marine Supply", "Acme Industrial"),
  ("Łódź Precyzja Sp. z o.o.", "Müller & Söhne Maschinenbau GmbH"),
]

private func pick(_ words: [String], _ random: inout SplitMix64) -> String {
  words[Int(random.next() % UInt64(words.count))]
}

private let places = [
  "Aberdeen", "Basel", "Calgary", "Denver", "Eindhoven", "Fresno", "Gdańsk", "Halifax",
  "Innsbruck", "Jönköping", "Kyoto", "Leeds", "Málaga", "Nantes", "Oslo", "Porto", "Québec",
  "Rotterdam", "São Paulo", "Turin", "Uppsala", "Valparaíso", "Winnipeg", "Yokohama", "Zürich",
]

private let trades = [
  "Abrasives", "Bearings", "Bottling", "Cables", "Castings", "Dairy", "Diagnostics",
  "Electrical", "Fasteners", "Foods", "Glass", "Hydraulics", "Instruments", "Joinery",
  "Lighting", "Logistics", "Machining", "Medical Supply", "Optics", "Packaging", "Plumbing",
  "Pneumatics", "Pumps", "Refrigeration", "Sensors", "Steel", "Textiles", "Timber", "Tooling",
  "Valves",
]

private let forms = [
  "AB", "AG", "BV", "Company", "Cooperative", "GmbH", "Group", "Holdings", "Inc", "KK", "Ltd",
  "Partners", "SA", "Services", "Srl", "Works",
]
