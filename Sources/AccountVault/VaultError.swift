package import AccountModel

/// Why the vault could not do what was asked. It carries facts; the words for people are elsewhere.
package enum VaultError: Error, Hashable, Sendable {
  /// The key that sealed this is gone or another one took its place: signing in again helps.
  case keyLost

  /// What is stored was changed by something else than epswitch, or moved from another place.
  case sealBroken

  /// Another process held the vault for so many seconds.
  case busy(seconds: Int)

  /// The vault was written by a newer epswitch; it was left alone.
  case newerVault(path: String, version: Int)

  /// The file is no vault, or damaged; it was left alone.
  case corrupt(path: String)

  /// Using this file or folder would be unsafe.
  case unsafe(path: String, UnsafePath)

  /// The system refused to work on a file.
  case unusable(path: String, errno: Int32)

  /// SQLite failed in a way that has no name here.
  case database(path: String, code: Int32, reason: String)

  /// The kernel refuses its key service, as containers often do.
  case keyringUnavailable(reason: String)

  /// What is kept as the vault key is none.
  case keyMalformed(source: VaultKeySource)

  /// The program `docker-credential-NAME` is not there.
  case helperMissing(HelperName)

  /// The helper answered with an error.
  case helperFailed(HelperName, reason: String)

  /// The helper did not answer within so many seconds and was ended.
  case helperTimedOut(HelperName, seconds: Int)

  /// Nobody is signed in there, or not any more.
  case noSession(SessionKey)

  /// The account is not in the roster, or not any more.
  case noAccount(AccountID)
}

/// What makes a file or folder unfit to hold secrets.
package enum UnsafePath: Hashable, Sendable {
  case symbolicLink

  /// Neither a plain file nor a folder, or one where the other was expected.
  case wrongKind

  case foreignOwner(userID: UInt32)

  /// Others may read or write it; the mode is its permission bits.
  case open(mode: UInt32)
}
