extension SimulatedStore {
  /// The account at a position of a large roster, worked out from the position alone.
  ///
  /// Names repeat now and then, as they do among ten thousand companies; IDs do not.
  static func generatedAccount(_ index: Int, seed: UInt64) -> SimulatedAccount {
    var random = SplitMix64(seed: seed, for: "account \(index)")
    let id = random.uuid()
    let name = "\(pick(places, &random)) \(pick(trades, &random)) \(pick(forms, &random))"
    let lifetime = defaultLifetime - Int(random.next() % 3_600)
    return SimulatedAccount(id: id, name: name, lifetime: lifetime)
  }
}

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
