/// A column holds a word that no epswitch of this schema writes.
struct UnknownValue: Error {}
