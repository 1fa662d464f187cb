extension SimulatedStore {
  /// A dozen accounts that look good in a demo: several scripts, accents, an emoji, a long name.
  ///
  /// Half an hour after signing in, one token has run out, one has less than a minute left and one a
  /// quarter of an hour; every new one lives.
  static func showcaseRoster(seed: UInt64) -> [SimulatedAccount] {
    var random = SplitMix64(seed: seed, for: "showcase")
    return showcaseAccounts.map { name, lifetime in
      SimulatedAccount(id: random.uuid(), name: name, lifetime: lifetime)
    }
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
