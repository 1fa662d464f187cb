package import AccountModel
import Foundation

/// The file in which `epcc`, the vendor's CLI, keeps the account it acts as (`amtoken.go` and
/// `profiles.go` of elasticpath/epcc-cli).
///
/// `epcc` ties the token to no store: it sends it to whatever its own profile or `EPCC_API_BASE_URL`
/// names.
package struct VendorTokenCache: Hashable, Sendable {
  /// The path of the file, relative to the home folder.
  package let path: String

  /// The token as JSON, which nobody else may read.
  package let contents: Secret

  /// The path of a customer's token, relative to the home folder: while it exists `epcc` sends both tokens, and
  /// the API takes only one.
  package let conflictingPath: String
}

extension VendorTokenCache {
  /// The absolute path of the file.
  ///
  /// - Throws: ``ShellBridgeError/customerTokenInTheWay(path:)``.
  package func absolutePath(inHome home: String) throws(ShellBridgeError) -> String {
    let conflict = "\(home)/\(conflictingPath)"
    var status = stat()
    guard lstat(conflict, &status) != 0 else { throw .customerTokenInTheWay(path: conflict) }
    return "\(home)/\(path)"
  }
}

extension AccountCredentials {
  /// What makes `epcc` act as this account.
  ///
  /// - Parameter profile: the name in `EPCC_PROFILE`; `default` where that is unset.
  /// - Throws: ``ShellBridgeError/customerSession``, ``ShellBridgeError/unusableProfileName(_:)``.
  package func vendorTokenCache(
    profile: String = "default"
  ) throws(ShellBridgeError) -> VendorTokenCache {
    guard !isCustomer else { throw .customerSession }
    let leavesFolder = profile.unicodeScalars.contains { $0 == "/" || $0 == "\0" }
    guard !["", ".", ".."].contains(profile), !leavesFolder
    else { throw .unusableProfileName(profile) }
    let folder = ".epcc/\(profile)/data/auth_cache"
    return VendorTokenCache(
      path: "\(folder)/account_management_authentication_token.json",
      contents: Secret(TokenDocument(held).json),
      conflictingPath: "\(folder)/customer_token.json")
  }
}
