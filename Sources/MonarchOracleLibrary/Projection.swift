public import CMonarchOracle
import ExactArithmetic
import MonarchJudge
import MonarchKernels
import MonarchReference

@c @implementation
public func monarch_oracle_project(
  _ layout: UnsafePointer<CChar>?, _ shape: UnsafePointer<monarch_oracle_shape>?, _ format: monarch_oracle_format,
  _ matrix: UnsafeRawPointer?, _ count: Int64, _ rows: Int64, _ columns: Int64,
  _ singularValues: monarch_oracle_singular_values, _ factorFormat: monarch_oracle_format,
  _ projection: UnsafeMutablePointer<OpaquePointer?>?, _ message: UnsafeMutablePointer<CChar>?, _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    guard let projection else { throw Failure.argument("expected a pointer for the projection, found NULL") }
    projection.pointee = nil
    try checkProcess()
    let layout = try Argument.layout(layout)
    guard let shape else { throw Failure.argument("expected a pointer for the shape, found NULL") }
    let form = try Argument.shape(shape.pointee)
    let format = try Argument.format(format, "the matrix")
    let factorFormat = try Argument.format(factorFormat, "the factors")
    let side = try side(singularValues, layout)
    guard format.bitWidth >= 16 else {
      throw Failure.unsupported("expected a matrix of float32, float64, float16 or bfloat16, found \(format)")
    }
    for (name, size) in [("row", rows), ("column", columns)] where size < 1 {
      throw Failure.shape("expected at least 1 \(name), found \(size)")
    }
    let expected = try Argument.product([rows, columns], "the matrix")
    try check(form, layout, rows: Int(rows), columns: Int(columns))
    let numbers = try Argument.numbers(matrix, count: count, expected: expected, format, "the matrix")
    let result = try ProjectedMatrix(
      of: numbers.values, bytes: UnsafeRawBufferPointer(start: matrix, count: Int(count) * format.bitWidth / 8),
      elementType: format, rows: Int(rows), columns: Int(columns), layout: layout, shape: form, singularValues: side,
      format: factorFormat)
    projection.pointee = OpaquePointer(Unmanaged.passRetained(result).toOpaque())
    return "projected onto \(form) with a gap of \(result.certificate.gapText)"
  }
}

private func side(_ code: monarch_oracle_singular_values, _ layout: Layout) throws(Failure) -> SingularValueSide {
  // The kernel's right factor is the one that is applied first.
  let isRightFirst = layout.appliedFirst == .right
  switch Int(code) {
  case MONARCH_ORACLE_SINGULAR_VALUES_DEFAULT:
    switch layout.singularValues {
    case .first: return .right
    case .second: return .left
    case .both: return .both
    }
  case MONARCH_ORACLE_SINGULAR_VALUES_LEFT: return isRightFirst ? .left : .right
  case MONARCH_ORACLE_SINGULAR_VALUES_RIGHT: return isRightFirst ? .right : .left
  case MONARCH_ORACLE_SINGULAR_VALUES_BOTH: return .both
  default: throw .argument("expected singular_values of 0 to 3, found \(code)")
  }
}

/// Fails where the form does not suit the layout or the matrix.
private func check(_ form: MonarchShape, _ layout: Layout, rows: Int, columns: Int) throws {
  guard form.outputCount >= rows, form.inputCount >= columns else {
    throw Failure.shape(
      "expected at most \(form.outputCount)×\(form.inputCount) numbers for the form \(form), found \(rows)×\(columns)")
  }
  // Padding is for what does not divide, and costs as much as if it were data.
  let limit = max(1 << 24, 16 * rows * columns)
  let (count, overflows) = form.inputCount.multipliedReportingOverflow(by: form.outputCount)
  let (parameters, tooMany) = (form.k * form.q * form.p).addingReportingOverflow(form.l * form.s * form.r)
  guard !overflows, !tooMany, count <= limit, parameters <= limit else {
    throw Failure.unsupported(
      "expected a form of at most \(limit) entries and parameters for a matrix of \(rows)×\(columns), found \(form)")
  }
  _ = try layout.outputOrder(for: form)
}

private func projected(_ handle: OpaquePointer?) throws(Failure) -> ProjectedMatrix {
  guard let handle else { throw .argument("expected a projection, found NULL") }
  return Unmanaged<ProjectedMatrix>.fromOpaque(UnsafeRawPointer(handle)).takeUnretainedValue()
}

@c @implementation
public func monarch_oracle_projection_factors(
  _ projection: OpaquePointer?, _ left: UnsafeMutableRawPointer?, _ leftCapacity: Int64,
  _ leftNeeded: UnsafeMutablePointer<Int64>?, _ right: UnsafeMutableRawPointer?, _ rightCapacity: Int64,
  _ rightNeeded: UnsafeMutablePointer<Int64>?, _ message: UnsafeMutablePointer<CChar>?, _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    let matrix = try projected(projection)
    // Both sizes are told, whichever buffer is too small.
    leftNeeded?.pointee = Int64(matrix.left.order.count)
    rightNeeded?.pointee = Int64(matrix.right.order.count)
    try checkCapacity(matrix.left.order.count, left, leftCapacity, nil, "left")
    try checkCapacity(matrix.right.order.count, right, rightCapacity, nil, "right")
    matrix.format.write(matrix.left.patterns, in: matrix.left.order, to: left!)
    matrix.format.write(matrix.right.patterns, in: matrix.right.order, to: right!)
    return "\(matrix.left.order.count) and \(matrix.right.order.count) numbers of \(matrix.format)"
  }
}

@c @implementation
public func monarch_oracle_projection_errors(
  _ projection: OpaquePointer?, _ error: UnsafeMutablePointer<Double>?, _ bound: UnsafeMutablePointer<Double>?,
  _ gap: UnsafeMutablePointer<Double>?, _ message: UnsafeMutablePointer<CChar>?, _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    let matrix = try projected(projection)
    error?.pointee = matrix.relative(matrix.certificate.error)
    bound?.pointee = matrix.relative(matrix.certificate.bound)
    gap?.pointee = Double(matrix.certificate.gap)
    return "a gap of \(matrix.certificate.gapText)"
  }
}

@c @implementation
public func monarch_oracle_projection_certificate(
  _ projection: OpaquePointer?, _ tensor: UnsafePointer<CChar>?, _ text: UnsafeMutablePointer<CChar>?,
  _ capacity: Int, _ needed: UnsafeMutablePointer<Int>?, _ message: UnsafeMutablePointer<CChar>?,
  _ messageCapacity: Int
) -> monarch_oracle_status {
  answer(message, messageCapacity) {
    let matrix = try projected(projection)
    let certificate = try matrix.text(tensor: try Argument.string(tensor, "the tensor's name", limit: 500))
    let capacity = bytes(capacity)
    guard text != nil || capacity == 0 else {
      throw Failure.argument("expected a buffer of \(capacity) bytes for the certificate, found NULL")
    }
    needed?.pointee = certificate.count + 1
    guard let text, capacity > certificate.count else {
      throw Failure.tooSmall("expected \(certificate.count + 1) bytes for the certificate, found \(capacity)")
    }
    for (index, byte) in certificate.enumerated() { text[index] = CChar(bitPattern: byte) }
    text[certificate.count] = 0
    return "a certificate of \(certificate.count) bytes"
  }
}

@c @implementation
public func monarch_oracle_projection_free(_ projection: OpaquePointer?) {
  guard let projection else { return }
  Unmanaged<ProjectedMatrix>.fromOpaque(UnsafeRawPointer(projection)).release()
}
