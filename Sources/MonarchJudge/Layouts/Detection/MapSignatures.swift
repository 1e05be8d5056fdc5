import ExactArithmetic
import MonarchReference

/// One word that tells dense matrices apart: `zᵀ M x` modulo 2⁶¹ − 1, for vectors of random residues z and x.
///
/// With random residues for the numbers of both tensors, two readings have the same word where every entry is the same sum
/// of products. Others have it with a probability of at most 4/2⁶¹ over the residues, which are drawn once and for all:
/// an entry is of degree 2 in the tensors, z and x add one each (Schwartz and Zippel).
struct MapSignatures: Sendable {
  private let modulus: PrimeModulus
  private let tensors: [[UInt]]
  private let inputs: [UInt]
  private let outputs: [UInt]

  /// Of all tensors of these numbers of entries, whatever they hold.
  init(counts: [Int], rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns) { modulus in
      counts.enumerated().map { tensor, count in
        MapSignatures.residues(UInt64(tensor), count, modulus)
      }
    }
  }

  /// Of these tensors, of which equal numbers are the same to it.
  init(of tensors: [[Double]], rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns) { modulus in
      tensors.map { values in
        values.map { value in
          UInt(SplitMix(seed: 4).value(at: (value == 0 ? 0 : value).bitPattern)) % modulus.value
        }
      }
    }
  }

  private init(rows: Int, columns: Int, _ tensors: (PrimeModulus) -> [[UInt]]) {
    modulus = try! PrimeModulus(1 << 61 - 1)
    self.tensors = tensors(modulus)
    inputs = MapSignatures.residues(2, columns, modulus)
    outputs = MapSignatures.residues(3, rows, modulus)
  }

  private static func residues(_ seed: UInt64, _ count: Int, _ modulus: PrimeModulus) -> [UInt] {
    let random = SplitMix(seed: seed)
    return (0..<UInt64(count)).map { UInt(random.value(at: $0)) % modulus.value }
  }

  /// - Complexity: O(entries of both tensors).
  func signature(of map: EntryMap) -> UInt {
    let (first, second, shape) = (tensors[map.appliedFirst], tensors[1 - map.appliedFirst], map.shape)
    var middle = [UInt](repeating: 0, count: shape.middleCount)
    for a in 0..<shape.k {
      let x = (0..<shape.p).map { i in
        let column = map.column(a: a, i: i)
        return column < inputs.count ? inputs[column] : 0
      }
      for c in 0..<shape.q {
        let start = map.firstPlace(a: a, c: c)
        var sum: UInt = 0
        for i in 0..<shape.p { sum = modulus.addProduct(sum, first[start + i * map.first.in], x[i]) }
        middle[a * shape.q + c] = sum
      }
    }
    var sum: UInt = 0
    for (row, weight) in outputs.enumerated() {
      let (λ, σ) = map.place(ofRow: row)
      var output: UInt = 0
      for ρ in 0..<shape.r {
        let source = map.permutesMiddle ? ρ * shape.l + λ : λ * shape.r + ρ
        output = modulus.addProduct(output, second[map.secondPlace(λ: λ, σ: σ, ρ: ρ)], middle[source])
      }
      sum = modulus.addProduct(sum, output, weight)
    }
    return sum
  }
}

/// Random words by their index: the finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
package struct SplitMix: Sendable {
  package let seed: UInt64

  package init(seed: UInt64) { self.seed = seed }

  package func value(at index: UInt64) -> UInt64 {
    var word = seed &* 0xD134_2543_DE82_EF95 &+ (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
