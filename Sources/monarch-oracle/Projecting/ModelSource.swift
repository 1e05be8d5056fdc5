import Foundation
import Glibc
import TensorFiles

/// The matrices of a file: all tensors of a .safetensors, or the one tensor that another argument names.
struct ModelSource {
  let path: String
  /// What the file says about itself.
  let metadata: [String: String]
  /// Every tensor, in natural order.
  let tensors: [Listing]
  private let file: SafeTensorsFile?
  private let single: TensorArgument?

  /// What is known of a tensor before it is read.
  struct Listing {
    let name: String
    let shape: [Int]
    /// Nil for element types that this program does not read.
    let elementType: ElementType?
    let elementTypeName: String

    var isMatrix: Bool {
      shape.count == 2 && shape[0] > 0 && shape[1] > 0 && elementType.map(ModelSource.floats.contains) == true
    }
  }

  /// The element types of weights.
  static let floats: Set<ElementType> = [.float64, .float32, .float16, .bfloat16]

  init(_ argument: String) throws(InputError) {
    path = argument
    guard argument.hasSuffix(".safetensors") else {
      let tensor = try TensorArgument(argument)
      (file, single, metadata) = (nil, tensor, [:])
      tensors = [
        Listing(
          name: Self.name(of: argument), shape: tensor.tensor.shape, elementType: tensor.tensor.elementType,
          elementTypeName: "\(tensor.tensor.elementType)")
      ]
      return
    }
    do {
      let file = try SafeTensorsFile(path: argument)
      (self.file, single, metadata) = (file, nil, file.metadata)
      tensors = file.entries.map {
        Listing(name: $0.name, shape: $0.shape, elementType: $0.elementType, elementTypeName: $0.elementTypeName)
      }
    } catch {
      throw InputError("\(error)")
    }
  }

  /// What a single tensor is called: its name in its file, or else the name of the file.
  private static func name(of argument: String) -> String {
    for suffix in [".safetensors:", ".npz:"] {
      if let range = argument.firstRange(of: suffix) { return String(argument[range.upperBound...]) }
    }
    return URL(fileURLWithPath: argument).deletingPathExtension().lastPathComponent
  }

  /// Whether there is no choice among tensors.
  var isSingle: Bool { single != nil }

  func tensor(named name: String) throws(InputError) -> Tensor {
    if let single {
      // An array of a .npy has no name, and may be called as the certificate calls it.
      guard path.hasSuffix(".npy") || name == tensors[0].name else {
        throw InputError("\(path): no tensor \"\(name)\"; it is \(known(tensors))")
      }
      return single.tensor
    }
    do {
      if let tensor = try file!.tensor(named: name) { return tensor }
    } catch {
      throw InputError("\(error)")
    }
    throw InputError("\(path): no tensor \"\(name)\"; it holds \(known(tensors))")
  }

  /// The tensors that are meant: those named, or all 2-D float ones whose names no glob excludes.
  func selection(named names: [String], all: Bool, excluding globs: [String]) throws(InputError) -> [Listing] {
    if !names.isEmpty {
      var chosen: [Listing] = []
      for name in names {
        guard let listing = tensors.first(where: { $0.name == name }) else {
          throw InputError("\(path): no tensor \"\(name)\"; it holds \(known(tensors))")
        }
        guard listing.isMatrix else {
          throw InputError(
            "\(path): tensor \"\(name)\": expected a matrix of float64, float32, float16 or bfloat16, found "
              + "\(listing.elementTypeName) of shape \(listing.shape)")
        }
        if !chosen.contains(where: { $0.name == name }) { chosen.append(listing) }
      }
      return chosen
    }
    let matrices = tensors.filter(\.isMatrix)
    let chosen = matrices.filter { listing in !globs.contains { fnmatch($0, listing.name, 0) == 0 } }
    guard !matrices.isEmpty else {
      throw InputError("\(path): expected a 2-D float tensor, found " + (tensors.isEmpty ? "none" : known(tensors)))
    }
    guard !chosen.isEmpty else { throw InputError("\(path): every 2-D tensor is excluded") }
    guard all || matrices.count == 1 else {
      throw InputError("\(path): name a tensor with --tensor, or take --all; its matrices are \(known(matrices))")
    }
    return chosen
  }

  private func known(_ tensors: [Listing]) -> String {
    tensors.prefix(8).map { "\"\($0.name)\" of \($0.elementTypeName) \($0.shape)" }.joined(separator: ", ")
      + (tensors.count > 8 ? ", …" : "")
  }
}
