import MonarchReference

extension LayoutReading {
  /// The entry formula with this shape's sizes, over the axes of the stored tensors.
  ///
  /// As `M[4σ + λ, 3a + i] = W2[λ, σ, a] · W1[a, λ, i]`, without `=` and left side in `sum`.
  ///
  /// - Parameter names: what the two tensors are called.
  public func formula(names: (one: String, two: String) = ("W1", "W2")) -> String {
    let (first, second) = appliedFirst == 0 ? names : (names.two, names.one)
    func indices(_ factor: FactorLayout, _ block: String, _ out: String, _ in: String) -> String {
      factor.axes.map { axis in
        switch axis {
        case .block: block
        case .out: out
        case .in: `in`
        case .unit: "0"
        }
      }.joined(separator: ", ")
    }
    let (rank, l, k) = (shape.q / shape.l, shape.l, shape.k)
    var (out, column, sum, condition) = ("λ", "a", "", "")
    if !shape.q.isMultiple(of: l) {
      (out, column, sum) = ("c", "ρ", "Σ ")
      condition = " over \(term(shape.q, "a", "c")) = \(term(l, "ρ", "λ"))"
    } else if rank > 1 {
      out = layout.first.rank == .minor ? term(rank, "λ", "t") : term(l, "t", "λ")
      column = layout.second.rank == .major ? term(k, "t", "a") : term(rank, "a", "t")
      (sum, condition) = ("Σ ", " over t < \(rank)")
    }
    let left = "\(second)[\(indices(layout.second, "λ", place("σ", layout.output, shape.s).place, column))]"
    let right = "\(first)[\(indices(layout.first, "a", out, place("i", layout.input, shape.p).place))]"
    let row = place("σ", layout.output, shape.s).index("λ", l)
    let columnIndex = place("i", layout.input, shape.p).index("a", k)
    return "M[\(row), \(columnIndex)] = \(sum)\(left) · \(right)\(condition)"
  }

  /// The ranges of the letters in `formula`.
  public var ranges: String {
    let sizes = [("λ", shape.l), ("σ", shape.s), ("a", shape.k), ("i", shape.p)]
    return sizes.map { "\($0) < \($1)" }.joined(separator: ", ")
      + (shape.q.isMultiple(of: shape.l) ? "" : ", c < \(shape.q), ρ < \(shape.r)")
  }

  /// The properties of a convention that is no preset, in words.
  public var summary: String {
    func order(_ order: Layout.VectorOrder) -> String {
      switch order {
      case .blockMajor: "block by block"
      case .interleaved: "interleaved"
      case .runs(let width): "in runs of \(width)"
      }
    }
    func axes(_ factor: FactorLayout) -> String { "(" + factor.axes.map(\.rawValue).joined(separator: ", ") + ")" }
    var parts = ["axes \(axes(layout.first)) then \(axes(layout.second))"]
    if shape.q > shape.l, shape.q.isMultiple(of: shape.l) {
      parts.append(
        "rank index \(layout.first.rank == .minor ? "minor" : "major") then "
          + "\(layout.second.rank == .major ? "major" : "minor")")
    }
    return (parts + ["input \(order(layout.input))", "output \(order(layout.output))"]).joined(separator: "; ")
  }

  /// "3a + i", "a + i" or "i".
  private func term(_ factor: Int, _ high: String, _ low: String) -> String {
    factor == 1 ? "\(high) + \(low)" : "\(factor)\(high) + \(low)"
  }

  /// How a place of a block is written, and the index in the vector that it has.
  private func place(
    _ letter: String, _ order: Layout.VectorOrder, _ size: Int
  ) -> (place: String, index: (_ block: String, _ blocks: Int) -> String) {
    switch order {
    case .blockMajor: return (letter, { block, _ in term(size, block, letter) })
    case .interleaved: return (letter, { block, blocks in term(blocks, letter, block) })
    case .runs(let width):
      return (
        term(width, "u", "z"), { block, blocks in "\(blocks * width)u + \(term(width, block, "z"))" }
      )
    }
  }
}
