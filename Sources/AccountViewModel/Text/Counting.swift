/// A number with a comma between thousands: `10,000`.
func grouped(_ number: Int) -> String {
  var digits = String(abs(number))
  var tail = ""
  while digits.count > 3 {
    tail = "," + digits.suffix(3) + tail
    digits.removeLast(3)
  }
  return (number < 0 ? "-" : "") + digits + tail
}

/// A number of accounts in words: `1 account`, `10,000 accounts`.
func accountCount(_ number: Int) -> String {
  "\(grouped(number)) \(number == 1 ? "account" : "accounts")"
}
