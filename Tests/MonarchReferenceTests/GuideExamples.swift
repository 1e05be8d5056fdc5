import ExactArithmetic
import MonarchReference
import TestSupport
import Testing

/// The Swift of the guide's pages compiles, and does what they say: the lines stand in both, word for word.
@Suite struct GuideExamples {
  @Test func structure() throws {
    #expect(try swiftOfGuide("structure", isIn: #filePath))
    let shape = try MonarchShape.square(2)
    let m = try MonarchMatrix<Rational>(shape: shape, left: [1, 2, 3, 4, 5, 6, 7, 8], right: [1, 0, 1, 1, 2, 1, 0, 3])
    #expect(try m.definition() == m.dense)
    switch try shape.membership(of: m.dense) {
    case .member(let factors): #expect(factors.dense == m.dense)
    case .excluded(let witness): Issue.record("\(witness)")
    }
  }

  @Test func expressiveness() throws {
    #expect(try swiftOfGuide("expressiveness", isIn: #filePath))
    let grid = try Grid(rows: 3, columns: 4)
    let transform = try TrigonometricTransform<Cyclotomic>(.dct2, size: 12)
    let ζ = try RootsOfUnity<Cyclotomic>(order: transform.rootOrder(on: grid))
    let word = try transform.word(on: grid, ζ)
    #expect(word.shape.description == "LRLRLR on 3×4")
    #expect(try word.dense == transform.definition(ζ))
  }
}
