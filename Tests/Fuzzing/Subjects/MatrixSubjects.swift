import ExactArithmetic
import Foundation

extension Subject {
  /// Exact matrices as JSON: what is read is written again without loss, over the field that the file names.
  static let exactMatrix = Subject(
    "exact-json", seeds: ExampleMatrix.all.map { Array($0.json.utf8) },
    words: [
      "\"shape\"", "\"field\"", "\"entries\"", "\"Q\"", "\"Q(zeta_4)\"", "\"Q(zeta_12)\"", "\"F_7\"", "[2,2]", "[0,0]",
      "[1,1]", "\"1/2\"", "\"-1/0\"", "\"0/1\"", "[\"0\",\"1\"]", "null", "true", "1e9", "0.5", "\\u0031", "{", "}",
    ]
  ) { input in
    outcome(of: InputError.self) {
      let matrix = try ExactMatrix(json: input, path: "M.json")
      switch matrix.field {
      case .rationals: return try written(matrix, .rationals)
      case .cyclotomic(let order): return try written(matrix, .cyclotomic(order))
      case .prime(let modulus): return try written(matrix, .prime(modulus))
      }
    }
  }

  private struct Document: Encodable {
    let shape: [Int]
    let field: String
    let entries: [ElementText]
  }

  private static func written<Scalar: Field>(_ source: ExactMatrix, _ codec: ElementCodec<Scalar>) throws -> String? {
    let matrix = try source.matrix(codec)
    let document = Document(
      shape: [matrix.rows, matrix.columns], field: codec.name, entries: matrix.elements.map(codec.text))
    let again = try ExactMatrix(json: Array(JSONEncoder().encode(document)), path: "M.json")
    return try again.matrix(codec) == matrix ? nil : "written and read again it is another"
  }
}

/// Matrices of which it is known whether they are products of Monarch factors.
struct ExampleMatrix: Sendable {
  let json: String
  /// What `factor` and `member` have answered.
  let answers: [String]
  /// Beginnings and parts of statements about the 2×2 grid that are false.
  let lies: [[String]]

  static let all = [
    // Its eigenvalues lie in no smaller field, and a slice has rank 2.
    ExampleMatrix(
      json: #"{"shape":[4,4],"field":"Q","entries":[1,2,3,4,"1/2","-1","7","5","2","4","1","3","1","6","5","2"]}"#,
      answers: [
        #"{"class":"MM*","command":"factor","field":"Q","grid":[2,2],"outcome":"needs-extension","witness":{"place":[1,1],"polynomial":["32/9","-59/9","1"],"reason":"eigenvalue","root_free_modulo":"1152921504606847009","tree":{"blocks":[[0,0],[1,0],[0,1]],"root":0},"vector":["1","0"]}}"#,
        #"{"class":"M","command":"member","field":"Q","grid":[2,2],"outcome":"excluded","witness":{"columns":[2,3],"minor":"5","reason":"minor","rows":[0,2]}}"#,
        #"{"class":"MM*","command":"factor","field":"F_7","grid":[2,2],"outcome":"needs-extension","witness":{"place":[1,1],"polynomial":["2","2","1"],"reason":"eigenvalue","root_free_modulo":"7","tree":{"blocks":[[0,0],[1,0],[0,1]],"root":0},"vector":["1","0"]}}"#,
      ],
      lies: [["in MM* on the 2×2 grid over Q: "], [" is in M on the 2×2 grid over Q: "]]),
    // The Fourier transform of order 4.
    ExampleMatrix(
      json:
        #"{"shape":[4,4],"field":"Q(zeta_4)","entries":[1,1,1,1,1,["0","1"],-1,["0","-1"],1,-1,1,-1,1,["0","-1"],-1,["0","1"]]}"#,
      answers: [
        #"{"class":"MM*","command":"factor","field":"Q(zeta_4)","grid":[2,2],"left":["1","1","1","-1","1","1","-1","1"],"middle":["1","0","0",["0","1"],"0","1","1","0"],"outcome":"factors","right":["1","1","1","-1","1","-1","1","1"]}"#
      ],
      lies: [["MM* on the 2×2 grid over no field"], ["is not in MM* on the 2×2 grid over Q(zeta_4)"]]),
    ExampleMatrix(
      json: #"{"shape":[4,4],"field":"Q","entries":[1,0,0,2,0,1,1,0,0,1,3,0,1,0,0,1]}"#,
      answers: [
        #"{"class":"MM*","command":"factor","field":"Q","grid":[2,2],"is_unique":true,"left":["1","0","0","3","0","1","1","0"],"middle":["1","1","1","1/2","1","1","1","3"],"outcome":"factors","right":["1","0","0","1","0","2","1/3","0"]}"#
      ],
      lies: [["MM* on the 2×2 grid over no field"], ["is not in MM* on the 2×2 grid over Q,"]]),
  ]
}
