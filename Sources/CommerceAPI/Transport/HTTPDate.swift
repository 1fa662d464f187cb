import Foundation

/// Reads a date of HTTP (RFC 9110, IMF-fixdate): `Sun, 06 Nov 1994 08:49:37 GMT`.
func httpDate(_ text: String) -> Date? {
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let words = text.split(whereSeparator: { " ,:".contains($0) })
  guard
    words.count == 8, words[7] == "GMT", let month = months.firstIndex(of: String(words[2])),
    let day = Int(words[1]), let year = Int(words[3]), let hour = Int(words[4]),
    let minute = Int(words[5]), let second = Int(words[6])
  else { return nil }
  var calendar = Calendar(identifier: .gregorian)
  calendar.timeZone = .gmt
  return calendar.date(
    from: DateComponents(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second))
}
