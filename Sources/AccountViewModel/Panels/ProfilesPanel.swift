/// The profiles of the settings file, to open one.
struct ProfilesPanel: Equatable, Sendable {
  private(set) var choices: Choices<ProfileItem>

  /// - Parameters:
  ///   - items: at least one.
  ///   - current: the name of the profile that is open, if one is.
  init(_ items: [ProfileItem], current: String?) {
    choices = Choices(items, cursor: items.firstIndex { $0.name == current } ?? 0)
  }

  mutating func update(_ message: PanelMessage, in context: PanelContext) -> PanelOutcome? {
    switch choices.update(message, page: context.rows) {
    case .chosen(let profile): .profileChosen(profile.name)
    case .refused(let reason): .refused(reason)
    case nil: nil
    }
  }

  func view(in context: PanelContext) -> PanelView {
    choices.view("Profiles", in: context) { item in
      let mark = item.name == context.store.profile ? "● " : "  "
      return (mark + item.name, item.tint?.style ?? .plain)
    } summary: { item in
      let parts = [
        item.isProduction ? "PRODUCTION" : nil, item.host ?? "no endpoint", item.member,
      ]
      return parts.compactMap(\.self).joined(separator: " · ")
    }
  }
}
