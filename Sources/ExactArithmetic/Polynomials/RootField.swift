/// A field in which the roots of a polynomial can be found.
///
/// Functions that need eigenvalues take a closure of this form; a field that conforms supplies it by default.
public protocol RootField: Field {
  /// The distinct roots in this field of a polynomial that is not zero, in a fixed order.
  static func roots(of polynomial: Polynomial<Self>) throws(ShapeError) -> [Self]
}

extension Polynomial where Scalar: RootField {
  /// The distinct roots in the field with their multiplicities.
  @inlinable
  public func roots() throws(ShapeError) -> [(root: Scalar, multiplicity: Int)] {
    try Scalar.roots(of: self).map { root in
      // Synthetic division until a remainder is left.
      let factor = Polynomial([-root, 1])
      var (multiplicity, quotient) = (0, self)
      while true {
        let (next, remainder) = quotient.quotientAndRemainder(dividingBy: factor)
        if !remainder.isZero { return (root, multiplicity) }
        (multiplicity, quotient) = (multiplicity + 1, next)
      }
    }
  }
}

extension Matrix where Scalar: RootField {
  /// A basis in which every member of a family of n × n matrices is diagonal, or the reason why there is none over the
  /// field.
  @inlinable
  public static func simultaneousDiagonalization(
    of family: [Matrix]
  ) throws(ShapeError) -> SimultaneousDiagonalization<Scalar> {
    try simultaneousDiagonalization(of: family, roots: Scalar.roots)
  }

  /// A basis of eigenvectors, or the reason why there is none over the field; the family of one matrix.
  @inlinable
  public func diagonalization() throws(ShapeError) -> SimultaneousDiagonalization<Scalar> {
    try Matrix.simultaneousDiagonalization(of: [self])
  }
}
