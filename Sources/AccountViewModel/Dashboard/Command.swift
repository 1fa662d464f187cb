/// What a key asks for.
enum Command: Equatable, Sendable {
  case move(AccountList.Move)
  /// Acts as the account under the cursor.
  case switchHere
  /// Acts as the account in a row on the screen, counted from 1.
  case switchToRow(Int)
  case openFilter, keepFilter
  case eraseCharacter, eraseWord, eraseAll
  case refresh, showDetails, showHelp
  case signIn, nextField, previousField, submit
  /// Leaves what is innermost, see ``Dashboard/Escape``.
  case escape
  case quit, suspend
}
