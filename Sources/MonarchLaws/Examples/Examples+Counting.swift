import ExactArithmetic
import MonarchReference
import PropertyEngine

// Examples of dimensions, costs and gradients.

extension Examples {
  /// The rank of the Jacobian at a fixed random point mod p = 2⁶¹ − 1.
  private static func rank(_ patterns: [KroneckerPattern], atMost bound: Int) throws -> Int {
    var bits = RandomBits(seed: 1)
    return try jacobianRank(of: patterns, atMost: bound, modulo: PrimeModulus((1 << 61) - 1), using: &bits)
  }

  @Sendable static func parameters() throws -> String {
    var rows = [["n", "class", "word", "parameters", "less scalings", "rank of the Jacobian"]]
    for m in [3, 4] {
      let grid = try Grid.square(m)
      for (index, name) in ["M", "MM*", "M²", "(MM*)²"].enumerated() {
        let shape = try WordShape.alternating(index + 2, from: .db, on: grid)
        let rank = try rank(shape.patterns, atMost: shape.dimensionBound + 3)
        try demand(rank == shape.dimensionBound, "the dimension of \(shape) is \(rank)")
        let word = shape.kinds.map(\.description).joined()
        let free = shape.parameterCount - (shape.kinds.count - 1) * grid.count
        rows.append(["\(grid.count)", name, word, "\(shape.parameterCount)", "\(free)", "\(rank)"])
      }
    }
    return TextBlock.text(
      .table(rows),
      .words(
        "The parameters less n scalings for each pair of neighbours bound the dimension from above, and so does n²; the "
          + "rank at one random point mod p = 2⁶¹ − 1 bounds it from below. They meet, so that each dimension is certain. "
          + "At n = 16 the word LRLRL of (MM*)² has the dimension of all matrices."))
  }

  @Sendable static func cost() throws -> String {
    var rows = [["m", "n = m²", "multiply-adds, counted", "2n√n", "dense n²"]]
    for m in 1...6 {
      let (grid, counter) = (try Grid.square(m), Counted.Counter())
      func entries(_ count: Int) -> [Counted] { (0..<count).map { Counted($0 % 5, counter) } }
      let monarch = try MonarchMatrix(shape: .grid(grid), left: entries(m * m * m), right: entries(m * m * m))
      _ = try monarch.applied(to: entries(grid.count))
      try demand(counter.count == 2 * m * m * m, "\(counter.count) multiply-adds for m = \(m)")
      try demand((counter.count < m * m * m * m) == (m >= 3), "the cost against n² for m = \(m)")
      rows.append([
        "\(m)", "\(grid.count)", "\(counter.count)", "\(WordShape.monarch(on: grid).parameterCount)",
        "\(m * m * m * m)",
      ])
    }
    return TextBlock.text(
      .table(rows), "Each number of L and of R is used once. Fewer than n² from m = 3 on: at m = 2 they are equal.")
  }

  @Sendable static func projectionCost() throws -> String {
    var rows = [["m", "n = m²", "slices", "of size", "multiply-adds of their Gram matrices", "n^(5/2) = m⁵"]]
    for m in 1...5 {
      let (shape, counter) = (try MonarchShape.square(m), Counted.Counter())
      let matrix = Matrix(rows: m * m, columns: m * m) { Counted($0 * m * m + $1 + 1, counter) }
      var (count, places) = (0, Set<Int>())
      for λ in 0..<shape.l {
        for a in 0..<shape.k {
          let slice = try shape.slice(of: matrix, λ: λ, a: a)
          places.formUnion(slice.elements.map(\.value))
          _ = try slice.transposed * slice
          count += 1
        }
      }
      try demand(places == Set(1...m * m * m * m), "the slices do not partition the matrix for m = \(m)")
      try demand(counter.count == m * m * m * m * m, "\(counter.count) multiply-adds for m = \(m)")
      rows.append(["\(m)", "\(m * m)", "\(count)", "\(m)×\(m)", "\(counter.count)", "\(m * m * m * m * m)"])
    }
    return TextBlock.text(
      .table(rows), "The n slices meet every entry once, and their Gram matrices take n^(5/2), as counted.")
  }

  @Sendable static func butterfly() throws -> String {
    let butterfly = try Butterfly(
      size: 4, elements: [1, 2, 3, 1, 1, 1, 2, 3, 1, 1, 1, -1, 2, 1, 1, 1].map { Rational($0) })
    let grid = try Grid(rows: 2, columns: 2)
    try butterflyIsMonarch(butterfly, on: grid)
    let word = try butterfly.word(on: grid)
    try demand(word.shape == .monarch(on: grid), "the word is \(word.shape)")
    var rows = [["n", "butterflies n·log₂n + n", "M(2, n)", "M(4, n)"]]
    for n in [4, 8, 16] {
      let levels = n.trailingZeroBitCount
      let ones = try Butterfly<Rational>(size: n, elements: Array(repeating: 1, count: 2 * n * levels))
      let dimension = try rank(ones.factors.map(\.pattern), atMost: n * levels + n + 3)
      try demand(dimension == n * levels + n, "the butterflies' dimension at n = \(n) is \(dimension)")
      let monarchs = try [2, 4].map { $0 < n ? try MonarchShape.grid(Grid(rows: n / $0, columns: $0)).dimension : nil }
      try demand(
        monarchs.allSatisfy { $0 == nil || (n == 4 ? $0 == dimension : $0! > dimension) },
        "M at n = \(n) is \(monarchs)")
      rows.append(["\(n)", "\(dimension)"] + monarchs.map { $0.map(String.init) ?? "–" })
    }
    return TextBlock.text(
      .row(
        "B(4) = B_4·B_2 = ", letter(word.letters[0]), " · ", letter(word.letters[1]), " = ",
        .matrix(try word.definition())),
      "B_4 lies in DB(2, 4) and B_2 in BD(2, 4): they are the L and R of a Monarch matrix. Dimensions:", .table(rows),
      "Equal at n = 4; from n = 8 on the butterflies are fewer, so that the inclusion is strict.")
  }

  @Sendable static func gradient() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let word = try word(.monarch(on: grid), [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 2, 1, -1] + [1, 1, 2, 1])
    let monarch = try MonarchMatrix(word)
    let (x, g): ([Rational], [Rational]) = ([1, 2, -1, 1], [1, 0, 2, -1])
    let gradient: MonarchGradient<Rational> = try monarch.gradient(inputs: [x], cotangents: [g])
    try monarchGradientIsTheDerivative(monarch, inputs: [x], cotangents: [g], step: 3, offset: 0)
    let (h, y) = (try monarch.middle(of: x), try monarch.applied(to: x))
    func loss(_ y: [Rational]) -> Rational { zip(g, y).reduce(Rational.zero) { $0 + $1.0 * $1.1 } }
    let l = monarch.left.blocks
    let dh = try word.letters[0].transposed.applied(to: g)
    // L_0[1, 0] moved by 3.
    var left = l.flatMap(\.elements)
    left[2] += 3
    let moved = try MonarchMatrix(
      shape: monarch.shape, left: left, right: monarch.right.blocks.flatMap(\.elements))
    let difference = try (loss(moved.applied(to: x)) - loss(y)) / 3
    try demand(difference == gradient.left.blocks[0][1, 0], "the difference is \(difference)")
    return TextBlock.text(
      .row("M = ", letter(word.letters[0]), " · ", letter(word.letters[1]), "   loss ℓ = ⟨g, M x⟩"),
      .row("x = ", .vector(x), "  h = R x = ", .vector(h), "  y = L h = ", .vector(y)),
      .row("g = ", .vector(g), "  dh = Lᵀ g = ", .vector(dh), "  dx = Rᵀ dh = ", .vector(gradient.inputs[0])),
      .row(
        "dL_j[l,k] = g_(l,j)·h_(k,j):   dL_0 = ", .matrix(gradient.left.blocks[0]), "  dL_1 = ",
        .matrix(gradient.left.blocks[1])),
      .row(
        "dR_k[j,i] = dh_(k,j)·x_(k,i):  dR_0 = ", .matrix(gradient.right.blocks[0]), "  dR_1 = ",
        .matrix(gradient.right.blocks[1])),
      "L_0[1,0] changed by 3 changes ℓ from \(loss(y)) to \(try loss(moved.applied(to: x))): a difference quotient of \(difference) = dL_0[1,0], exactly."
    )
  }

  @Sendable static func densify() throws -> String {
    let grid = try Grid(rows: 2, columns: 2)
    let word = try word(.monarch(on: grid), [1, 2, 3, 1] + [2, 1, 1, 1] + [1, 2, 1, -1] + [1, 1, 2, 1])
    let (x, g): ([Rational], [Rational]) = ([1, 2, -1, 1], [1, 0, 2, -1])
    try densifyingKeepsOutputsAndGradients(word, inputs: [x], cotangents: [g])
    let dense = try word.dense
    let (sparse, full) = (try word.applied(to: x), try dense * x)
    let (dx, fullDx) = (try word.gradient(inputs: [x], cotangents: [g]).inputs[0], try dense.transposed * g)
    try demandEqual(sparse, full, "y")
    try demandEqual(dx, fullDx, "dx")
    return TextBlock.text(
      .row("L·R = ", letter(word.letters[0]), " · ", letter(word.letters[1]), " = ", .matrix(dense), " = M"),
      .row("x = ", .vector(x), "   L (R x) = ", .vector(sparse), "   M x  = ", .vector(full)),
      .row("g = ", .vector(g), "   Rᵀ(Lᵀg) = ", .vector(dx), "   Mᵀ g = ", .vector(fullDx)),
      "The switch to the dense matrix changes neither the output nor the gradient of x.")
  }
}
