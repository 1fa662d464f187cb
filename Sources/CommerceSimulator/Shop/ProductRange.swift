/// Everything that the store sells, before any account's prices; follows from the seed.
struct ProductRange: Sendable {
  /// A hierarchy of the catalog, with one level of nodes.
  struct Hierarchy: Sendable {
    let id: String
    let name: String
    let nodes: [Node]
  }

  struct Node: Sendable {
    let id: String
    let hierarchyID: String
    let name: String
    let products: [Product]
  }

  struct Product: Sendable {
    let id: String
    let nodeID: String
    let hierarchyID: String
    let sku: String
    let name: String
    let description: String
    /// Cents.
    let basePrice: Int
  }

  let hierarchies: [Hierarchy]

  init(seed: UInt64) {
    hierarchies = productTable.map { name, nodes in
      var random = SplitMix64(seed: seed, for: "hierarchy \(name)")
      let hierarchyID = random.uuid()
      return Hierarchy(
        id: hierarchyID, name: name,
        nodes: nodes.map { name, products in
          let nodeID = random.uuid()
          return Node(
            id: nodeID, hierarchyID: hierarchyID, name: name,
            products: products.map { sku, name, price, description in
              Product(
                id: random.uuid(), nodeID: nodeID, hierarchyID: hierarchyID, sku: sku, name: name,
                description: description, basePrice: price)
            })
        })
    }
  }
}

extension ProductRange {
  var nodes: [Node] { hierarchies.flatMap(\.nodes) }
}

extension String {
  /// The text as a part of an address: lower case, words joined by hyphens.
  var slug: String {
    lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
  }
}

/// Hierarchies with nodes with products: SKU, name, price in cents, description.
private let productTable: [(String, [(String, [(String, String, Int, String)])])] = [
  (
    "Industrial supply",
    [
      (
        "Bearings and drives",
        [
          ("BRG-6204", "Ball bearing 6204-2RS", 1_240, "Sealed, 20 × 47 × 14 mm, for 15,000 rpm."),
          ("BRG-PIL30", "Pillow block 30 mm", 4_890, "Cast iron housing with a set-screw insert."),
          ("DRV-VB13", "V-belt SPB 1320", 2_350, "Oil-resistant, −40 to 120 °C, matched sets."),
          ("DRV-GM75", "Gear motor 0.75 kW", 48_900, "Helical, 1:20, IE3, flange B5."),
        ]
      ),
      (
        "Fasteners",
        [
          ("FST-M8X40", "Hex bolts M8 × 40, box of 200", 3_680, "A2 stainless, DIN 933."),
          ("FST-NUT8", "Lock nuts M8, box of 500", 4_150, "Nylon insert, DIN 985."),
          (
            "FST-ANC12", "Wedge anchors M12, box of 50", 6_740,
            "For cracked concrete, ETA option 1."
          ),
          (
            "FST-RVT48", "Blind rivets 4.8, box of 500", 2_990,
            "Aluminium and steel, grip 6 to 8 mm."
          ),
        ]
      ),
      (
        "Pumps and pneumatics",
        [
          ("PMP-CR10", "Multistage pump CR 10-4", 189_000, "10 m³/h at 36 m, stainless steel."),
          ("PNE-CYL50", "Cylinder 50 × 100", 11_850, "Double acting, ISO 15552, cushioned."),
          ("PNE-VLV52", "Solenoid valve 5/2, G¼", 7_420, "24 V DC, 10 ms, with indicator light."),
          ("PNE-FRL14", "Filter regulator G¼", 5_960, "5 µm, 0.5 to 8 bar, with gauge."),
        ]
      ),
    ]
  ),
  (
    "Healthcare",
    [
      (
        "Patient care",
        [
          ("MED-BED3", "Ward bed, three motors", 214_000, "Height 38 to 80 cm, 250 kg, brakes."),
          ("MED-OXI1", "Pulse oximeter", 12_900, "SpO₂ and pulse, 30 hours on one charge."),
          ("MED-INF2", "Infusion pump", 98_500, "0.1 to 1,200 ml/h, drug library."),
          ("MED-STR5", "Stretcher, hydraulic", 164_500, "Trendelenburg, oxygen holder, 318 kg."),
        ]
      ),
      (
        "Consumables",
        [
          ("MED-GLV-M", "Nitrile gloves M, 10 × 100", 5_400, "Powder free, EN 455, blue."),
          ("MED-SYR10", "Syringes 10 ml, box of 100", 1_890, "Luer lock, sterile, latex free."),
          ("MED-MSK2R", "Masks type IIR, 20 × 50", 3_800, "98 % filtration, splash resistant."),
          ("MED-GZE10", "Gauze swabs, 50 × 100", 4_260, "10 × 10 cm, 12 ply, sterile."),
        ]
      ),
      (
        "Laboratory",
        [
          ("LAB-PIP10", "Pipette 1 to 10 µl", 21_900, "Autoclavable, volume lock."),
          ("LAB-CEN24", "Micro centrifuge, 24 places", 189_900, "15,000 rpm, cooled, 56 dB."),
          ("LAB-TUB15", "Tubes 1.5 ml, 10 × 500", 6_300, "DNase and RNase free."),
          ("LAB-MIC40", "Microscope, LED", 74_900, "40 to 1,000 times, with camera."),
        ]
      ),
    ]
  ),
  (
    "Food service",
    [
      (
        "Coffee",
        [
          ("COF-ETH60", "Green coffee Yirgacheffe, 60 kg", 58_200, "Washed, grade 1, jute bag."),
          ("COF-ESP2G", "Espresso machine, two groups", 489_000, "PID, dual boiler, 11 litres."),
          ("COF-GRD64", "Grinder 64 mm", 89_500, "Flat burrs, 1.5 s for a dose."),
          ("COF-CUP12", "Cups 12 oz, 1,000", 9_850, "Compostable, double wall."),
        ]
      ),
      (
        "Kitchen",
        [
          ("KIT-OVN10", "Combi oven, ten trays", 798_000, "GN 1/1, self cleaning."),
          ("KIT-PAN12", "Gastronorm pans, set of 12", 14_300, "1/2, 65 mm, stainless."),
          ("KIT-KNF20", "Chef's knife 20 cm", 7_900, "Forged, full tang."),
          ("KIT-SVC24", "Vacuum sealer", 42_900, "Chamber, 40 cm bar, 20 m³/h."),
        ]
      ),
      (
        "Hygiene",
        [
          ("HYG-DET10", "Dishwasher detergent, 10 l", 3_450, "Phosphate free, dosing safe."),
          ("HYG-WIP6", "Wipes, 6 × 200", 4_720, "Food safe disinfection."),
          ("HYG-MAT90", "Drain mats, set of 4", 11_200, "90 × 150 cm, oil resistant."),
          ("HYG-BIN60", "Pedal bin, 60 l", 9_400, "Fire proof, quiet close."),
        ]
      ),
    ]
  ),
  (
    "Marine",
    [
      (
        "Deck",
        [
          ("MAR-WIN12", "Anchor windlass 1,200 W", 149_000, "24 V, for 10 mm chain."),
          ("MAR-RPE16", "Mooring rope 16 mm, 100 m", 21_800, "Polyester, eight strands."),
          ("MAR-FEN60", "Fenders F6, set of 4", 39_600, "Inflatable, 1.07 m."),
          ("MAR-CLT25", "Cleat 250 mm", 5_980, "Stainless 316, four bolts."),
        ]
      ),
      (
        "Safety",
        [
          ("MAR-RFT8", "Life raft, eight people", 298_000, "ISO 9650, canister."),
          ("MAR-VST15", "Life jacket 150 N", 14_900, "Automatic, harness, light."),
          ("MAR-EPB4", "EPIRB with AIS", 68_500, "GNSS, ten-year battery."),
          ("MAR-FLR12", "Distress flares, set of 12", 18_700, "SOLAS, in a watertight box."),
        ]
      ),
      (
        "Navigation",
        [
          ("NAV-RAD24", "Radar dome, 24 nm", 219_000, "Solid state, Doppler, 25 W."),
          ("NAV-VHF25", "VHF radio with AIS", 49_900, "Class D, 25 W, IPX8."),
          ("NAV-LGT2", "LED navigation lights, set", 16_400, "2 nm, IP67, tricolour."),
          ("NAV-CMP4", "Steering compass", 22_900, "100 mm, lit, corrector."),
        ]
      ),
    ]
  ),
]
