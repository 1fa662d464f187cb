import Foundation

/// The encoding that the C library, and with it curses, writes text in.
enum TextEncoding {
  /// Takes the encoding of the environment, or UTF-8 when that names another one: a session without
  /// a locale, over SSH or in a container, is shown by a UTF-8 terminal all the same.
  ///
  /// Only `LC_CTYPE` is set, so that numbers keep their decimal point.
  ///
  /// - Returns: whether it is UTF-8 now.
  static func prepare() -> Bool {
    setlocale(LC_CTYPE, "")
    if !isUTF8 { setlocale(LC_CTYPE, "C.UTF-8") }
    return isUTF8
  }

  private static var isUTF8: Bool {
    nl_langinfo(nl_item(CODESET)).map { String(cString: $0) } == "UTF-8"
  }
}
