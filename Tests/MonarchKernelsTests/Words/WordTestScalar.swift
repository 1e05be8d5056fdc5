import ComplexModule
import ExactArithmetic
import MonarchKernels

/// An element type of factors, part by part as doubles. Those of 16 bits are rounded to from `Float`.
protocol WordTestScalar: FactorScalar {
  static var parts: Int { get }
  static var format: FloatFormat { get }
  init(parts: [Double])
  var partValues: [Double] { get }
}

extension Float: WordTestScalar {
  static var parts: Int { 1 }
  static var format: FloatFormat { .float32 }
  init(parts: [Double]) { self = Float(parts[0]) }
  var partValues: [Double] { [Double(self)] }
}

extension Double: WordTestScalar {
  static var parts: Int { 1 }
  static var format: FloatFormat { .float64 }
  init(parts: [Double]) { self = parts[0] }
  var partValues: [Double] { [self] }
}

#if !(os(macOS) && arch(x86_64))
  extension Float16: WordTestScalar {
    static var parts: Int { 1 }
    static var format: FloatFormat { .float16 }
    init(parts: [Double]) { self = Float16(Float(parts[0])) }
    var partValues: [Double] { [Double(self)] }
  }
#endif

extension BFloat16: WordTestScalar {
  static var parts: Int { 1 }
  static var format: FloatFormat { .bfloat16 }
  init(parts: [Double]) { self = BFloat16(Float(parts[0])) }
  var partValues: [Double] { [Double(Float(self))] }
}

extension Complex: WordTestScalar where RealType: KernelScalar & WordTestScalar {
  static var parts: Int { 2 }
  static var format: FloatFormat { RealType.format }
  init(parts: [Double]) { self.init(RealType(parts[0]), RealType(parts[1])) }
  /// As they are stored: `real` is NaN where the other part is infinite.
  var partValues: [Double] { [Double(rawStorage.x), Double(rawStorage.y)] }
}

/// Numbers of one type from their parts, one after the other.
func numbers<Scalar: WordTestScalar>(_ parts: [Double]) -> [Scalar] {
  stride(from: 0, to: parts.count, by: Scalar.parts).map { Scalar(parts: Array(parts[$0..<$0 + Scalar.parts])) }
}

func parts<Scalar: WordTestScalar>(_ numbers: [Scalar]) -> [Double] { numbers.flatMap(\.partValues) }
