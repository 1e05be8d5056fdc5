import CMonarchOracle
import CertificateChecker
import ExactArithmetic
import MonarchJudge
import MonarchReference
import PropertyEngine
import PropertyTesting
import TensorFiles
import Testing

@Suite(.property(cases: 6)) struct ProjectionTests {
  /// What a projection gave.
  private struct Result {
    let reply: Reply
    var left: [UInt64] = []
    var right: [UInt64] = []
    var certificate: [UInt8] = []
    var certificateReply: Reply?
    var errors: (error: Double, bound: Double, gap: Double) = (.nan, .nan, .nan)
  }

  private func project(
    _ layout: String, _ shape: MonarchShape, _ format: FloatFormat, _ matrix: [UInt64], rows: Int, columns: Int,
    side: Int32 = 0, factors: FloatFormat = .float64, tensor: String = "W"
  ) -> Result {
    var handle: OpaquePointer?
    var sizes = shape.sizes
    let bytes = format.bytes(matrix)
    let reply = Reply {
      monarch_oracle_project(
        layout, &sizes, format.code, bytes, Int64(matrix.count), Int64(rows), Int64(columns), side, factors.code,
        &handle, $0, $1)
    }
    guard reply.isOK else {
      #expect(handle == nil)
      return Result(reply: reply)
    }
    defer { monarch_oracle_projection_free(handle) }
    var result = Result(reply: reply)
    let (leftCount, rightCount) = (shape.l * shape.s * shape.r, shape.k * shape.q * shape.p)
    var left = [UInt8](repeating: canary, count: leftCount * factors.bitWidth / 8)
    var right = [UInt8](repeating: canary, count: rightCount * factors.bitWidth / 8)
    var (leftNeeded, rightNeeded): (Int64, Int64) = (0, 0)
    let short = Reply {
      monarch_oracle_projection_factors(
        handle, &left, Int64(leftCount), &leftNeeded, &right, Int64(rightCount) - 1, &rightNeeded, $0, $1)
    }
    #expect(short.status == MONARCH_ORACLE_BUFFER_TOO_SMALL && left.allSatisfy { $0 == canary })
    #expect(leftNeeded == leftCount && rightNeeded == rightCount)
    let copied = Reply {
      monarch_oracle_projection_factors(
        handle, &left, Int64(leftCount), nil, &right, Int64(rightCount), nil, $0, $1)
    }
    #expect(copied.isOK, "\(copied)")
    (result.left, result.right) = (factors.patterns(left), factors.patterns(right))
    let errors = Reply {
      monarch_oracle_projection_errors(
        handle, &result.errors.error, &result.errors.bound, &result.errors.gap, $0, $1)
    }
    #expect(errors.isOK)
    var needed = 0
    let asked = Reply { monarch_oracle_projection_certificate(handle, tensor, nil, 0, &needed, $0, $1) }
    result.certificateReply = asked
    guard asked.status == MONARCH_ORACLE_BUFFER_TOO_SMALL else { return result }
    var text = [CChar](repeating: 0x55, count: needed + 1)
    let tooShort = Reply { monarch_oracle_projection_certificate(handle, tensor, &text, needed - 1, nil, $0, $1) }
    #expect(tooShort.status == MONARCH_ORACLE_BUFFER_TOO_SMALL && text.allSatisfy { $0 == 0x55 })
    let written = Reply { monarch_oracle_projection_certificate(handle, tensor, &text, needed, nil, $0, $1) }
    #expect(written.isOK && text[needed - 1] == 0 && text[needed] == 0x55)
    result.certificate = text.prefix(needed - 1).map { UInt8(bitPattern: $0) }
    return result
  }

  /// The certificate is one, of the matrix and of the factors that came back, for the program that shares no code with ours.
  @Test(
    arguments: Form.all.filter { $0.layout == .fly || $0.layout == .monarchAttention || $0.layout == .kroneckerSparse })
  func certificatesAreAccepted(_ form: Form) async {
    await check { draws in
      let shape = form.shape
      let formats: [FloatFormat] = [.float32, .float64, .float16, .bfloat16]
      let types: [ElementType] = [.float32, .float64, .float16, .bfloat16]
      let kind = try draws.draw(.integer(in: 0...3), as: "format")
      let (format, elementType) = (formats[kind], types[kind])
      let rows = try draws.draw(.integer(in: 1...shape.outputCount, target: shape.outputCount), as: "rows")
      let columns = try draws.draw(.integer(in: 1...shape.inputCount, target: shape.inputCount), as: "columns")
      let matrix = try draws.patterns("matrix", rows * columns, format)
      let factors = try draws.draw(.element(of: [FloatFormat.float64, .float32, .bfloat16]))
      let result = project(
        form.layout.name, shape, format, matrix, rows: rows, columns: columns, side: 3, factors: factors)
      // float64 at its ends has factors that float32 does not hold.
      if factors != .float64, result.reply.status == MONARCH_ORACLE_UNSUPPORTED {
        #expect(result.reply.message.contains("exceed \(factors)"))
        return
      }
      #expect(result.reply.isOK, "\(result.reply)")
      let canonical = try form.canonical(left: result.left, right: result.right)
      let statement = try statement(
        of: result.certificate,
        about: Tensor(elementType: elementType, shape: [rows, columns], bytes: format.bytes(matrix)),
        left: Tensor(
          canonical.left.map { factors.value(bitPattern: $0) }, shape: [shape.l, shape.s, shape.r]),
        right: Tensor(
          canonical.right.map { factors.value(bitPattern: $0) }, shape: [shape.k, shape.q, shape.p]))
      #expect(abs(statement.relativeError - result.errors.error) <= 1e-12 * result.errors.error)
      #expect(abs(statement.relativeBound - result.errors.bound) <= 1e-12 * result.errors.bound)
      if factors == .float64 { #expect(result.errors.gap <= 1e-12) }
    }
  }

  /// What another program, which shares no code with the maker, reads in a certificate of these factors.
  private func statement(
    of certificate: [UInt8], about tensor: Tensor, left: Tensor, right: Tensor
  ) throws -> Statement {
    var file = try CertificateFile(bytes: certificate)
    func named(_ name: String) -> Tensor {
      #expect(name == "W")
      return tensor
    }
    let first = try file.next(tensor: named, factors: { _ in (left, right) })
    let second = try file.next(tensor: named)
    #expect(second == nil)
    return try #require(first)
  }

  /// In every layout the factors are those of a matrix that is as near as the error says.
  @Test(arguments: Form.all) func errorsAreThoseOfTheLayoutsMatrix(_ form: Form) async {
    await check { draws in
      let shape = form.shape
      let format = FloatFormat.float32
      let matrix = try draws.integers(
        rows: 1, columns: shape.outputCount * shape.inputCount, in: -9...9
      ).elements.map { Double($0) }
      for side in 0...3 as ClosedRange<Int32> {
        let result = project(
          form.layout.name, shape, format, matrix.map(format.pattern), rows: shape.outputCount,
          columns: shape.inputCount, side: side)
        #expect(result.reply.isOK, "\(result.reply)")
        let dense = try form.layout.dense(form.stored(left: result.left, right: result.right))
        var (error, norm) = (Rational.zero, Rational.zero)
        for (index, value) in matrix.enumerated() {
          let (row, column) = index.quotientAndRemainder(dividingBy: shape.inputCount)
          let exact = Rational(exactly: value)!
          error += (exact - dense[row, column]) * (exact - dense[row, column])
          norm += exact * exact
        }
        let relative = norm == .zero ? 0 : Double(error / norm).squareRoot()
        #expect(abs(relative - result.errors.error) <= 1e-12 * relative)
        #expect(result.errors.error * result.errors.error - result.errors.bound * result.errors.bound <= 1e-12)
        // Certificates speak of rows and columns in their own order.
        let isReordered = try form.reorders
        #expect((result.certificateReply?.status == MONARCH_ORACLE_UNSUPPORTED) == isReordered)
      }
    }
  }

  /// Which of the two tensors carries the singular value 6 of the matrix (6).
  @Test(arguments: ["fly", "m2"]) func singularValuesGoWhereTheyAreSent(_ layout: String) throws {
    let format = FloatFormat.float32
    let one = try MonarchShape.square(1)
    func magnitudes(_ side: Int32) -> [Double] {
      let result = project(layout, one, format, [format.pattern(6)], rows: 1, columns: 1, side: side)
      return (result.left + result.right).map { abs(FloatFormat.float64.value(bitPattern: $0)) }
    }
    #expect(magnitudes(1) == [6, 1] && magnitudes(2) == [1, 6])
    let both = magnitudes(3)
    #expect(both.allSatisfy { abs($0 - 6.0.squareRoot()) < 1e-15 })
    #expect(magnitudes(0) == (layout == "fly" ? both : [1, 6]))
  }

  @Test func whatCannotBeProjectedIsRefused() throws {
    let shape = try MonarchShape.square(2)
    let format = FloatFormat.float32
    let zeros = [UInt64](repeating: 0, count: 16)
    func refused(
      _ status: Int, _ says: String, layout: String = "fly", _ form: MonarchShape? = nil,
      _ format: FloatFormat = .float32, _ matrix: [UInt64]? = nil, rows: Int = 4, columns: Int = 4, side: Int32 = 0,
      factors: FloatFormat = .float32
    ) {
      let reply = project(
        layout, form ?? shape, format, matrix ?? zeros, rows: rows, columns: columns, side: side, factors: factors
      ).reply
      #expect(reply.status == status && reply.message.contains(says), "\(reply)")
    }
    refused(MONARCH_ORACLE_INVALID_ARGUMENT, "expected a layout of", layout: "flies")
    refused(MONARCH_ORACLE_INVALID_ARGUMENT, "expected singular_values of 0 to 3, found 4", side: 4)
    refused(MONARCH_ORACLE_INVALID_SHAPE, "expected at least 1 row, found 0", rows: 0)
    refused(MONARCH_ORACLE_INVALID_SHAPE, "expected at least 1 column, found -4", columns: -4)
    refused(MONARCH_ORACLE_INVALID_SHAPE, "expected at most 4×4 numbers", rows: 5)
    refused(MONARCH_ORACLE_INVALID_SHAPE, "expected 12 elements in the matrix, found 16", rows: 3)
    refused(MONARCH_ORACLE_INVALID_ARGUMENT, "expected at most 2^31 elements", rows: .max, columns: .max)
    refused(MONARCH_ORACLE_UNSUPPORTED, "found float8_e5m2", shape, .float8e5m2)
    refused(
      MONARCH_ORACLE_UNSUPPORTED, "expected a form of at most",
      try MonarchShape(k: 1 << 16, q: 1, p: 1 << 14, l: 1, s: 4, r: 1 << 16))
    refused(
      MONARCH_ORACLE_INVALID_SHAPE, "layout m2 expects", layout: "m2",
      try MonarchShape(k: 1, q: 2, p: 4, l: 2, s: 2, r: 1))
    var matrix = zeros
    matrix[7] = format.pattern(-.infinity)
    refused(MONARCH_ORACLE_NOT_FINITE, "found -inf at row 1, column 3", shape, format, matrix)
    matrix[7] = FloatFormat.float64.pattern(0x1p200)
    refused(MONARCH_ORACLE_UNSUPPORTED, "the factors exceed float32", shape, .float64, matrix, side: 1)

    var handle: OpaquePointer?
    var sizes = shape.sizes
    let bytes = format.bytes(zeros)
    #expect(!Reply { monarch_oracle_project("fly", nil, 1, bytes, 16, 4, 4, 0, 1, &handle, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_project("fly", &sizes, 1, nil, 16, 4, 4, 0, 1, &handle, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_project("fly", &sizes, 1, bytes, 16, 4, 4, 0, 1, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_factors(nil, nil, 0, nil, nil, 0, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_errors(nil, nil, nil, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_certificate(nil, "", nil, 0, nil, $0, $1) }.isOK)
    monarch_oracle_projection_free(nil)

    // The matrix 0 is its own projection.
    #expect(Reply { monarch_oracle_project("fly", &sizes, 1, bytes, 16, 4, 4, 0, 1, &handle, $0, $1) }.isOK)
    defer { monarch_oracle_projection_free(handle) }
    var gap = -1.0
    #expect(Reply { monarch_oracle_projection_errors(handle, nil, nil, &gap, $0, $1) }.isOK && gap == 0)
    var text = [CChar](repeating: 0, count: 4096)
    let long = String(repeating: "x", count: 501)
    #expect(!Reply { monarch_oracle_projection_certificate(handle, long, &text, 4096, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_certificate(handle, nil, &text, 4096, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_certificate(handle, "", nil, 4096, nil, $0, $1) }.isOK)
    #expect(!Reply { monarch_oracle_projection_factors(handle, nil, 8, nil, nil, 8, nil, $0, $1) }.isOK)
  }
}

extension Form {
  /// Whether inputs or outputs stand elsewhere than in the canonical form.
  fileprivate var reorders: Bool {
    get throws {
      let inputs = try layout.inputOrder(for: shape).images
      let outputs = try layout.outputOrder(for: shape).images
      return inputs != Array(inputs.indices) || outputs != Array(outputs.indices)
    }
  }

  /// The tensors as the layout stores them, of float64.
  fileprivate func stored(left: [UInt64], right: [UInt64]) throws -> StoredFactors<Rational> {
    func exact(_ patterns: [UInt64]) -> [Rational] {
      patterns.map { Rational(exactly: FloatFormat.float64.value(bitPattern: $0))! }
    }
    let shapes = try shapes
    return StoredFactors(
      left: StoredTensor(shape: shapes.left, elements: exact(left)),
      right: StoredTensor(shape: shapes.right, elements: exact(right)))
  }

  fileprivate func canonical(left: [UInt64], right: [UInt64]) throws -> CanonicalFactors<UInt64> {
    let shapes = try shapes
    return try layout.canonical(
      StoredFactors(
        left: StoredTensor(shape: shapes.left, elements: left),
        right: StoredTensor(shape: shapes.right, elements: right)))
  }
}
