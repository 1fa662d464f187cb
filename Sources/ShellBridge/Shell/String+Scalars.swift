extension String {
  /// The text with some scalars replaced; `nil` keeps one.
  ///
  /// Shells read scalars, Swift reads characters: to Swift a quote and the accent after it are one
  /// character, which is not a quote. What protects a quote must look at scalars.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = UnicodeScalarView()
    for scalar in unicodeScalars {
      if let replaced = replacement(scalar) {
        result.append(contentsOf: replaced.unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }
}
