/// What a key asks for.
enum Command: Equatable, Sendable {
  case move(AccountList.Move)
  /// Acts as the account under the cursor.
  case switchHere
  /// Acts as the account in a row on the screen, counted from 1.
  case switchToRow(Int)
  case openFilter, keepFilter
  case eraseCharacter, eraseWord, eraseAll
  case refresh, showDetails, showHelp, showProfiles
  case signIn, nextField, previousField, submit
  /// Has the store send another one-time password.
  case sendCodeAgain
  /// Hands the address the browser ended up at over.
  case handOverAddress
  /// Takes the choice under the cursor.
  case choose
  /// Takes a choice by its number, counted from 1.
  case chooseNumber(Int)
  /// Leaves what is innermost, see ``Dashboard/Escape``.
  case escape
  case quit, suspend
}
