/// A postal address of an account, a customer or an order.
struct Address: Sendable {
  let id: String
  var name: String
  var firstName: String
  var lastName: String
  var companyName = ""
  var line1: String
  var line2 = ""
  var city: String
  var county = ""
  var region: String
  var postcode: String
  var country: String
  var phoneNumber = ""
  var instructions = ""
}

extension Address {
  /// The members that every kind of address has.
  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for (name, path) in Self.members { members[name] = .string(self[keyPath: path]) }
    return members
  }

  /// The members of an order's address, which has no name of its own.
  var orderJSON: JSONValue {
    var members = json
    members["name"] = nil
    return .object(members)
  }

  /// Reads the members that are there; the ones that are not keep their values.
  ///
  /// - Throws: 400 for a member that is not text, or is too long to be one.
  mutating func update(_ data: JSONValue) throws(CommerceError) {
    for (name, path) in Self.members {
      guard let value = data[name], value != .null else { continue }
      guard let text = value.text, text.count <= 500 else {
        throw .badRequest("\(name) must be text")
      }
      self[keyPath: path] = text
    }
  }

  /// An address as a body describes it.
  ///
  /// - Throws: 400 when a part is missing that no letter arrives without.
  init(_ data: JSONValue, id: String, needsName: Bool = true) throws(CommerceError) {
    self.init(
      id: id, name: "", firstName: "", lastName: "", line1: "", city: "", region: "", postcode: "",
      country: "")
    try update(data)
    let required = ["first_name", "last_name", "line_1", "postcode", "country"]
    for field in needsName ? ["name"] + required : required { _ = try data.required(field) }
    if region.isEmpty, county.isEmpty { throw .badRequest("region or county is required") }
  }

  private static var members: [(String, any WritableKeyPath<Address, String> & Sendable)] {
    [
      ("name", \.name), ("first_name", \.firstName), ("last_name", \.lastName),
      ("company_name", \.companyName), ("line_1", \.line1), ("line_2", \.line2),
      ("city", \.city), ("county", \.county), ("region", \.region), ("postcode", \.postcode),
      ("country", \.country), ("phone_number", \.phoneNumber), ("instructions", \.instructions),
    ]
  }
}
