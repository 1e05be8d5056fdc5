/// The catalogue of theorems.
public enum Catalogue {
  /// Every theorem, in the order of the theory.
  public static let theorems: [Theorem] = chapters.flatMap(\.theorems)

  /// The theorem of this id.
  public static func theorem(_ id: String) -> Theorem? { theorems.first { $0.id == id } }

  /// The page of the guide on a theorem, as a path within the repository.
  public static func page(of theorem: Theorem) -> String? {
    chapters.first { $0.theorems.contains { $0.id == theorem.id } }?.page
  }

  private static let chapters: [(page: String, theorems: [Theorem])] = [
    ("Docs/Guide/structure.md", structure), ("Docs/Guide/projection.md", projection),
    ("Docs/Guide/factorization.md", factorization), ("Docs/Guide/expressiveness.md", expressiveness),
  ]
}
