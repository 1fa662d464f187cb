import AccountViewModel

@testable import TerminalUI

extension FuzzTarget {
  /// What a terminal sends. The byte 0xFF, which no UTF-8 has, stands for silence, 0xFE and 0xFD for
  /// the marks around a paste.
  static let keys = FuzzTarget(
    name: "keys",
    pieces: [
      "\u{1B}", "\u{1B}[", "\u{1B}[[A", "\u{1B}O", "\u{1B}]", "\u{1B}\\", "\u{1B}[<0;1;1M",
      "\u{1B}[200~", "\u{1B}[201~", "é", "界", "\u{07}", "\r\n",
    ],
    large: { [[0xFE] + Array(repeating: 0x61, count: 100_000) + [0xFD]] }
  ) { bytes in
    var decoder = KeyDecoder()
    var moment = ContinuousClock.now
    for byte in bytes {
      let keys =
        switch byte {
        case 0xFF: decoder.pause()
        case 0xFE: decoder.decode(.code(KeyTable.pasteStart), at: moment)
        case 0xFD: decoder.decode(.code(KeyTable.pasteEnd), at: moment)
        default: decoder.decode(.byte(byte), at: moment)
        }
      if byte == 0xFF { moment += .seconds(1) }
      for key in keys {
        switch key {
        case .character(let character):
          try require(
            character.unicodeScalars.allSatisfy(\.isDisplayable), "\(character) was typed")
        case .paste(let text):
          try require(
            text.utf8.count <= 3 * KeyDecoder.pasteLimit, "\(text.utf8.count) bytes pasted")
          try require(
            text.unicodeScalars.allSatisfy {
              "\n\t".unicodeScalars.contains($0) || $0.isDisplayable
            },
            "\(text.debugDescription) was pasted")
        default: break
        }
      }
    }
  }
}
