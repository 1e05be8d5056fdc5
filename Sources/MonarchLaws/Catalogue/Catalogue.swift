/// The catalogue of theorems.
public enum Catalogue {
  /// Every theorem, in the order of the theory.
  public static let theorems: [Theorem] = structure + projection + factorization + expressiveness

  /// The theorem of this id.
  public static func theorem(_ id: String) -> Theorem? { theorems.first { $0.id == id } }

  /// The page of the book on a theorem, as a path within the repository.
  public static func page(of theorem: Theorem) -> String { "Docs/Theorems/\(theorem.id).md" }
}
