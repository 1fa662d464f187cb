import AccountModel

/// Finds a term in a text as a subsequence and says how well it stands there, in the way of fzf: the
/// best of all alignments wins (Smith–Waterman), where a match at the start of a word counts more,
/// matches in a row count more, and gaps cost.
///
/// It keeps its table between calls, so that scoring makes no memory.
struct FuzzyScorer: Sendable {
  /// The best alignment of the term up to one letter, with that letter on one unit of the text.
  private struct Cell {
    var score: Int32
    /// The bonus of the place where the present run of matches began.
    var runBonus: Int32
    /// Where the letter before stands.
    var previous: Int32

    static let impossible = Cell(score: -1_000_000, runBonus: 0, previous: -1)
  }

  /// A row for each letter of the term, a column for each unit of the text.
  private var table: [Cell] = []

  /// How well the best alignment stands; `nil` when the term is no subsequence of the text.
  mutating func score(_ term: Letters, in text: Letters) -> Int? {
    fill(term, text).map { Int(table[$0].score) }
  }

  /// The positions in the text of the letters of the best alignment, ascending; empty without one.
  mutating func alignment(of term: Letters, in text: Letters) -> [Int] {
    guard var cell = fill(term, text) else { return [] }
    var places: [Int] = []
    for row in stride(from: term.count - 1, through: 0, by: -1) {
      places.append(cell - row * text.count)
      cell = (row - 1) * text.count + Int(table[cell].previous)
    }
    return places.reversed()
  }

  /// Fills the table and gives the cell in which the best alignment ends.
  private mutating func fill(_ term: Letters, _ text: Letters) -> Int? {
    guard let first = firstPlace(of: term, in: text) else { return nil }
    let missing = term.count * text.count - table.count
    if missing > 0 { table.append(contentsOf: repeatElement(.impossible, count: missing)) }
    var best: Int?
    for row in 0..<term.count { best = fillRow(row, term[row], text, from: first) }
    return best
  }

  /// Fills one row and gives its best cell.
  private mutating func fillRow(
    _ row: Int, _ letter: UInt16, _ text: Letters, from first: Int
  ) -> Int? {
    let start = row * text.count
    let above = start - text.count
    var best: Int?
    /// The best alignment of the letters before that leaves a gap before this place.
    var gapScore = Cell.impossible.score
    var gapPlace: Int32 = -1
    for place in first..<text.count {
      var cell = Cell.impossible
      if row > 0, place >= first + 2 {
        gapScore += Points.gapExtension
        let opened = table[above + place - 2].score + Points.gapStart
        if opened >= gapScore {
          gapScore = opened
          gapPlace = Int32(place - 2)
        }
      }
      if text[place] == letter {
        let bonus = placeBonus(place, in: text)
        if row == 0 {
          cell = Cell(
            score: Points.match + bonus * Points.firstFactor, runBonus: bonus, previous: -1)
        } else {
          cell = Cell(
            score: gapScore + Points.match + bonus, runBonus: bonus, previous: gapPlace)
          let before = place > first ? table[above + place - 1] : .impossible
          let runBonus = max(bonus, before.runBonus)
          let inRun = before.score + Points.match + max(runBonus, Points.consecutive)
          if inRun >= cell.score {
            cell = Cell(score: inRun, runBonus: runBonus, previous: Int32(place - 1))
          }
        }
        if cell.score > best.map({ table[$0].score }) ?? 0 { best = start + place }
      }
      table[start + place] = cell
    }
    return best
  }
}

/// What is worth how much; the proportions are fzf's.
private enum Points {
  static let match: Int32 = 16
  static let gapStart: Int32 = -3
  static let gapExtension: Int32 = -1
  /// At least this much for a letter right after another; it makes up for opening a gap.
  static let consecutive: Int32 = 4
  static let textStart: Int32 = 10
  static let afterSpace: Int32 = 9
  static let afterSign: Int32 = 8
  /// How much more the place of the first letter counts.
  static let firstFactor: Int32 = 2
}

/// How good a place is to begin at.
private func placeBonus(_ place: Int, in text: Letters) -> Int32 {
  guard place > 0 else { return Points.textStart }
  switch text[place - 1] {
  case 0x20: return Points.afterSpace
  case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: return 0
  default: return Points.afterSign
  }
}

/// Where the first letter of the term could stand; `nil` when the term is no subsequence.
private func firstPlace(of term: Letters, in text: Letters) -> Int? {
  var first: Int?
  var row = 0
  for place in 0..<text.count where row < term.count && text[place] == term[row] {
    if row == 0 { first = place }
    row += 1
  }
  return row == term.count ? first : nil
}

/// How well the best place stands at which a text holds a term in one piece, on the scale of
/// ``FuzzyScorer``; `nil` when there is none.
func bestPlace(of term: Letters, in text: Letters) -> (place: Int, score: Int)? {
  guard term.count > 0, term.count <= text.count else { return nil }
  var best: (place: Int, bonus: Int32)?
  for start in 0...text.count - term.count where text[start] == term[0] {
    guard holds(term, at: start, in: text) else { continue }
    let bonus = placeBonus(start, in: text)
    if bonus > best?.bonus ?? -1 { best = (start, bonus) }
    if bonus == Points.textStart { break }
  }
  guard let best else { return nil }
  let inRow = Points.match + max(best.bonus, Points.consecutive)
  let first = Points.match + best.bonus * Points.firstFactor
  return (best.place, Int(first) + (term.count - 1) * Int(inRow))
}
