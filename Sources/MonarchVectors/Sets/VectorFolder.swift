import Foundation
import TensorFiles

/// The files of a folder of vectors, as bytes.
public struct VectorFolder: Sendable {
  /// Every regular file by its name.
  package var files: [String: [UInt8]]
  /// What else is there: folders, links, pipes, files that are too large.
  package var strangers: [String: String]

  package init(files: [String: [UInt8]], strangers: [String: String] = [:]) {
    (self.files, self.strangers) = (files, strangers)
  }

  private static let largestFile = 1 << 28
  private static let mostFiles = 1001

  /// Reads a folder.
  ///
  /// - Throws: where it cannot be read or has no manifest: then these are no vectors.
  public init(path: String) throws(VectorError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    } catch {
      throw VectorError("cannot read the folder \(path)")
    }
    guard names.contains(VectorSet.manifestName) else {
      throw VectorError("\(path): expected test vectors with a \(VectorSet.manifestName), found none")
    }
    guard names.count <= VectorFolder.mostFiles else {
      throw VectorError("\(path): expected at most \(VectorFolder.mostFiles) files, found \(names.count)")
    }
    (files, strangers) = ([:], [:])
    for name in names {
      do throws(TensorFileError) {
        files[name] = try TensorFile.read(path: path + "/" + name, limit: VectorFolder.largestFile)
      } catch {
        if name == VectorSet.manifestName { throw VectorError("\(error)") }
        strangers[name] = error.description
      }
    }
  }

  /// The vectors of all files, in their order, without any check beyond what it takes to read them.
  public func vectors() throws(VectorError) -> [TestVector] {
    var vectors: [TestVector] = []
    for group in VectorGroup.all {
      guard let bytes = files[group.fileName] else { continue }
      do {
        for value in try JSONValue(parsing: bytes)["vectors"]?.array ?? [] {
          vectors.append(try TestVector(value, group: group))
        }
      } catch {
        throw error.at(group.fileName)
      }
    }
    return vectors
  }
}

extension VectorFolder {
  /// Writes a set into a folder, which is made where there is none. What an older set there has more is removed.
  ///
  /// - Throws: where the folder holds anything that no manifest of vectors names: it is not touched then.
  public static func write(_ set: VectorSet, path: String) throws(VectorError) {
    let files = try set.files()
    let manager = FileManager.default
    do {
      try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw VectorError("cannot make the folder \(path)")
    }
    let present: [String]
    do { present = try manager.contentsOfDirectory(atPath: path).sorted() } catch {
      throw VectorError("cannot read the folder \(path)")
    }
    let ours = ownNames(path)
    if let stranger = present.first(where: { !ours.contains($0) }) {
      throw VectorError("\(path): expected an empty folder or vectors, found \(clipped(stranger)); nothing was written")
    }
    do throws(TensorFileError) {
      // The manifest comes last: an interrupted run leaves an old one, whose hashes say so.
      for (name, bytes) in files { try TensorFile.write(bytes, path: path + "/" + name) }
    } catch {
      throw VectorError("\(error)")
    }
    for name in present where !files.contains(where: { $0.name == name }) {
      try? manager.removeItem(atPath: path + "/" + name)
    }
  }

  /// The names that a manifest in the folder gives to its files.
  private static func ownNames(_ path: String) -> Set<String> {
    guard let bytes = try? TensorFile.read(path: path + "/" + VectorSet.manifestName, limit: largestFile),
      let manifest = try? JSONValue(parsing: bytes), VectorCheck.isManifest(manifest)
    else { return [] }
    let names = (manifest["files"]?.array ?? []).compactMap { $0["name"]?.string }
    return Set(names.filter { !$0.contains("/") } + [VectorSet.manifestName, VectorSet.schemaName])
  }
}
