import Foundation
import HTTPTypes

/// Money that moved, or was set aside, for an order. The sample store has the manual gateway only, where
/// the merchant sees to the money: every transaction succeeds.
struct Transaction: Sendable {
  enum Kind: String, Sendable {
    case purchase, authorize, capture, refund
  }

  let id: String
  let kind: Kind
  let amount: Int
  let name: String?
  let customReference: String?
  let created: Date
  var updated: Date
  /// How much of a purchase or a capture was given back.
  var refunded = 0
  /// Whether what was authorized has been captured.
  var isCaptured = false

  init(
    _ kind: Kind, amount: Int, name: String? = nil, customReference: String? = nil, now: Date
  ) {
    id = UUID().uuidString.lowercased()
    self.kind = kind
    self.amount = amount
    self.name = name
    self.customReference = customReference
    created = now
    updated = now
  }

  fileprivate var holdsMoney: Bool { kind == .purchase || kind == .capture }
}

extension Order {
  /// What was paid, without what was given back since.
  var paid: Int {
    transactions.filter(\.holdsMoney).reduce(paidBefore) { $0 + $1.amount - $1.refunded }
  }

  /// What is set aside and not captured yet.
  var authorized: Int {
    transactions.filter { $0.kind == .authorize && !$0.isCaptured }.reduce(0) { $0 + $1.amount }
  }

  /// What an order had been paid with that the store was born with: it has no transactions.
  private var paidBefore: Int { isPaidFromBirth ? total.amount : 0 }

  private var refunded: Int { transactions.reduce(0) { $0 + $1.refunded } }

  /// What is neither paid nor set aside.
  var owing: Int { max(0, total.amount - paid - authorized - refunded) }

  /// Takes a payment; the whole balance unless an amount is named.
  mutating func pay(
    _ kind: Transaction.Kind, amount: Int?, name: String?, customReference: String?, now: Date
  ) throws(CommerceError) -> Transaction {
    guard owing > 0 else {
      throw CommerceError(status: .conflict, details: ["nothing is owed for the order"])
    }
    let amount = amount ?? owing
    guard 1...owing ~= amount else {
      throw .unprocessable("amount must be between 1 and \(owing)")
    }
    let transaction = Transaction(
      kind, amount: amount, name: name, customReference: customReference, now: now)
    transactions.append(transaction)
    settle()
    return transaction
  }

  /// Takes what was authorized.
  mutating func capture(_ id: String, now: Date) throws(CommerceError) -> Transaction {
    let index = try index(of: id)
    guard transactions[index].kind == .authorize, !transactions[index].isCaptured else {
      throw .badRequest("only an authorized transaction can be captured, once")
    }
    transactions[index].isCaptured = true
    transactions[index].updated = now
    let capture = Transaction(
      .capture, amount: transactions[index].amount, name: transactions[index].name,
      customReference: transactions[index].customReference, now: now)
    transactions.append(capture)
    settle()
    return capture
  }

  /// Gives money back; all of it unless an amount is named.
  mutating func refund(_ id: String, amount: Int?, now: Date) throws(CommerceError) -> Transaction {
    let index = try index(of: id)
    let left = transactions[index].amount - transactions[index].refunded
    guard transactions[index].holdsMoney, left > 0 else {
      throw .unprocessable("the transaction cannot be refunded in its current state")
    }
    let amount = amount ?? left
    guard 1...left ~= amount else { throw .badRequest("amount must be between 1 and \(left)") }
    transactions[index].refunded += amount
    transactions[index].updated = now
    transactions.append(Transaction(.refund, amount: amount, now: now))
    settle()
    return transactions[index]
  }

  func transaction(_ id: String) throws(CommerceError) -> Transaction {
    transactions[try index(of: id)]
  }

  private func index(of id: String) throws(CommerceError) -> Int {
    guard let index = transactions.firstIndex(where: { $0.id == id }) else {
      throw .notFound("transaction not found")
    }
    return index
  }

  /// What `payment` and `status` say after a change of the transactions.
  private mutating func settle() {
    switch (paid, authorized, refunded) {
    case (0, 0, 1...): payment = "refunded"
    // The documents know no word for an order of which a part was given back.
    case (_, 0, 1...): payment = "partially_paid"
    case (total.amount..., _, _): payment = "paid"
    case (1..., _, _): payment = "partially_paid"
    case (_, total.amount..., _): payment = "authorized"
    case (_, 1..., _): payment = "partially_authorized"
    default: payment = "unpaid"
    }
    switch payment {
    case "paid": status = "complete"
    case "authorized", "partially_authorized", "partially_paid": status = "processing"
    default: break
    }
  }
}
