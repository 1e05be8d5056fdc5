public import CMonarchOracle
import MonarchJudge
import MonarchReference

@c @implementation
public func monarch_oracle_shape_of(
  _ layout: UnsafePointer<CChar>?, _ leftRank: Int32, _ leftSizes: UnsafePointer<Int64>?, _ rightRank: Int32,
  _ rightSizes: UnsafePointer<Int64>?, _ shape: UnsafeMutablePointer<monarch_oracle_shape>?,
  _ message: UnsafeMutablePointer<CChar>?, _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    guard let shape else { throw Failure.argument("expected a pointer for the shape, found NULL") }
    let layout = try Argument.layout(layout)
    let sizes = try layout.shape(
      left: dimensions(leftSizes, leftRank, "left"), right: dimensions(rightSizes, rightRank, "right"))
    shape.pointee = monarch_oracle_shape(
      k: Int64(sizes.k), q: Int64(sizes.q), p: Int64(sizes.p), l: Int64(sizes.l), s: Int64(sizes.s), r: Int64(sizes.r))
    return "\(sizes)"
  }
}

private func dimensions(_ sizes: UnsafePointer<Int64>?, _ rank: Int32, _ name: String) throws(Failure) -> [Int] {
  guard (1...8).contains(rank) else { throw .argument("expected 1 to 8 dimensions of \(name), found \(rank)") }
  guard let sizes else { throw .argument("expected \(rank) sizes of \(name), found NULL") }
  return (0..<Int(rank)).map { Int(sizes[$0]) }
}
