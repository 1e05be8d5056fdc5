/// Whole files as the real libraries write them (NumPy 2.4, safetensors 0.8), and what builds files by hand.
enum Fixtures {
  /// `np.array([[1, -2.5, 0.1], [inf, nan, -0.0]], "<f4")`.
  static let npyFloat32 = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }                         "
      + "                                 \n\0\0\u{80}?\0\0 \u{c0}\u{cd}\u{cc}\u{cc}=\0\0\u{80}\u{7f}\0\0\u{c0}"
      + "\u{7f}\0\0\0\u{80}")

  /// `np.array([1, 2, 65535], "<u2")`, version 2.0.
  static let npyVersion2 = latin1(
    "\u{93}NUMPY\u{2}\0t\0\0\0{'descr': '<u2', 'fortran_order': False, 'shape': (3,), }                       "
      + "                                   \n\u{1}\0\u{2}\0\u{ff}\u{ff}")

  /// `np.array([True, False])`, version 3.0.
  static let npyVersion3 = latin1(
    "\u{93}NUMPY\u{3}\0t\0\0\0{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }                       "
      + "                                   \n\u{1}\0")

  /// `np.array(-7, "<i8")`, zero dimensions.
  static let npyScalar = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<i8', 'fortran_order': False, 'shape': (), }                             "
      + "                                 \n\u{f9}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}")

  /// `np.zeros((0, 3), "<f8")`.
  static let npyEmpty = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }                         "
      + "                                 \n")

  /// `np.arange(12, dtype="i1").reshape(1, 2, 3, 1, 2)`.
  static let npyFiveDimensions = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '|i1', 'fortran_order': False, 'shape': (1, 2, 3, 1, 2), }                "
      + "                                 \n\0\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}\t\n\u{b}")

  /// `np.array([1.5, 6e-8, 65504, -inf], "<f2")`.
  static let npyHalf = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }                           "
      + "                                 \n\0>\u{1}\0\u{ff}{\0\u{fc}")

  /// `np.array([1.5, -2], ">f8")`.
  static let npyBigFloat64 = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '>f8', 'fortran_order': False, 'shape': (2,), }                           "
      + "                                 \n?\u{f8}\0\0\0\0\0\0\u{c0}\0\0\0\0\0\0\0")

  /// `np.array([[1.5], [0.1]], ">f4")`.
  static let npyBigFloat32 = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '>f4', 'fortran_order': False, 'shape': (2, 1), }                         "
      + "                                 \n?\u{c0}\0\0=\u{cc}\u{cc}\u{cd}")

  /// `np.array([1, -2, 258], ">i2")`.
  static let npyBigInt16 = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '>i2', 'fortran_order': False, 'shape': (3,), }                           "
      + "                                 \n\0\u{1}\u{ff}\u{fe}\u{1}\u{2}")

  /// `np.asfortranarray(np.arange(6, dtype="<f4").reshape(2, 3))`.
  static let npyFortran = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }                          "
      + "                                 \n\0\0\0\0\0\0@@\0\0\u{80}?\0\0\u{80}@\0\0\0@\0\0\u{a0}@")

  /// `np.array([None, "a"], object)`: a pickle.
  static let npyObject = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '|O', 'fortran_order': False, 'shape': (2,), }                            "
      + "                                 \n\u{80}\u{4}\u{95}\u{8f}\0\0\0\0\0\0\0\u{8c}\u{16}numpy._core.multiarra"
      + "y\u{94}\u{8c}\u{c}_reconstruct\u{94}\u{93}\u{94}\u{8c}\u{5}numpy\u{94}\u{8c}\u{7}ndarray\u{94}\u{93}"
      + "\u{94}K\0\u{85}\u{94}C\u{1}b\u{94}\u{87}\u{94}R\u{94}(K\u{1}K\u{2}\u{85}\u{94}h\u{3}\u{8c}\u{5}dtype"
      + "\u{94}\u{93}\u{94}\u{8c}\u{2}O8\u{94}\u{89}\u{88}\u{87}\u{94}R\u{94}(K\u{3}\u{8c}\u{1}|\u{94}NNNJ\u{ff}"
      + "\u{ff}\u{ff}\u{ff}J\u{ff}\u{ff}\u{ff}\u{ff}K?t\u{94}b\u{89}]\u{94}(N\u{8c}\u{1}a\u{94}et\u{94}b.")

  /// `np.zeros(1, [("a", "<f4"), ("b", "<i2")])`.
  static let npyStructured = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': [('a', '<f4'), ('b', '<i2')], 'fortran_order': False, 'shape': (1,), }    "
      + "                                 \n\0\0\0\0\0\0")

  /// `np.zeros(1, [("ж", "<f4")])`, for which NumPy takes version 3.0.
  static let npyStructuredNames = latin1(
    "\u{93}NUMPY\u{3}\0t\0\0\0{'descr': [('\u{d0}\u{b6}', '<f4')], 'fortran_order': False, 'shape': (1,), }   "
      + "                                             \n\0\0\0\0")

  /// `np.array([1 + 2j], "<c8")`.
  static let npyComplex = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }                           "
      + "                                 \n\0\0\u{80}?\0\0\0@")

  /// `np.array(["ab"])`.
  static let npyText = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<U2', 'fortran_order': False, 'shape': (1,), }                           "
      + "                                 \na\0\0\0b\0\0\0")

  /// `np.array([b"ab"])`.
  static let npyBytes = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '|S2', 'fortran_order': False, 'shape': (1,), }                           "
      + "                                 \nab")

  /// `np.array(["2020-01-01"], "M8[D]")`.
  static let npyDate = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<M8[D]', 'fortran_order': False, 'shape': (1,), }                        "
      + "                                 \nVG\0\0\0\0\0\0")

  /// `np.zeros(1, "V2")`, as which bfloat16 is saved.
  static let npyVoid = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '|V2', 'fortran_order': False, 'shape': (1,), }                           "
      + "                                 \n\0\0")

  /// `np.zeros(1, np.longdouble)` on x86-64.
  static let npyLongDouble = latin1(
    "\u{93}NUMPY\u{1}\0v\0{'descr': '<f16', 'fortran_order': False, 'shape': (1,), }                          "
      + "                                 \n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")

  /// Float32 `[[1, 2], [3, 4]]`, float64 `-0.5` without dimensions, bools, an empty tensor; metadata.
  static let safetensors = latin1(
    "X\u{1}\0\0\0\0\0\0{\"__metadata__\":{\"format\":\"np\\t\\u0001\"},\"scale\":{\"dtype\":\"F64\",\"shape\":"
      + "[],\"data_offsets\":[0,8]},\"weight\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[8,24]},\"empty"
      + "\":{\"dtype\":\"I32\",\"shape\":[0,3],\"data_offsets\":[24,24]},\"odd \\\"\u{c3}\u{a9}\\\"\\n\":{\"dtype"
      + "\":\"U8\",\"shape\":[2],\"data_offsets\":[24,26]},\"mask\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offse"
      + "ts\":[26,29]}}  \0\0\0\0\0\0\u{e0}\u{bf}\0\0\u{80}?\0\0\0@\0\0@@\0\0\u{80}@\u{7}\u{8}\u{1}\0\u{1}")

  /// No tensors, no metadata.
  static let safetensorsNothing = latin1(
    "\u{8}\0\0\0\0\0\0\0{}      ")

  /// One element of every type, the lowest bit set, named after its type.
  static let safetensorsAllTypes = latin1(
    "\u{8}\u{3}\0\0\0\0\0\0{\"uint64\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]},\"int64\":{\"d"
      + "type\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]},\"float64\":{\"dtype\":\"F64\",\"shape\":[1],\"data"
      + "_offsets\":[16,24]},\"float32\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]},\"uint32\":{\""
      + "dtype\":\"U32\",\"shape\":[1],\"data_offsets\":[28,32]},\"int32\":{\"dtype\":\"I32\",\"shape\":[1],\"data"
      + "_offsets\":[32,36]},\"bfloat16\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[36,38]},\"float16\":"
      + "{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[38,40]},\"uint16\":{\"dtype\":\"U16\",\"shape\":[1],\""
      + "data_offsets\":[40,42]},\"int16\":{\"dtype\":\"I16\",\"shape\":[1],\"data_offsets\":[42,44]},\"int8\":{\""
      + "dtype\":\"I8\",\"shape\":[1],\"data_offsets\":[44,45]},\"uint8\":{\"dtype\":\"U8\",\"shape\":[1],\"data_o"
      + "ffsets\":[45,46]},\"bool\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[46,47]}} \u{1}\0\0\0\0\0\0"
      + "\0\u{1}\0\0\0\0\0\0\0\u{1}\0\0\0\0\0\0\0\u{1}\0\0\0\u{1}\0\0\0\u{1}\0\0\0\u{1}\0\u{1}\0\u{1}\0\u{1}\0"
      + "\u{1}\u{1}\u{1}")
}

/// The bytes of a text whose scalars are all below 256, one byte each.
func latin1(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { UInt8($0.value) }
}

/// A .npy file of a given header and data, without padding.
func npy(_ header: String, data: [UInt8] = [], major: UInt8 = 1) -> [UInt8] {
  npy([UInt8](header.utf8), data: data, major: major)
}

/// A .npy file of a given header and data, without padding.
func npy(_ header: [UInt8], data: [UInt8] = [], major: UInt8 = 1) -> [UInt8] {
  var bytes: [UInt8] = latin1("\u{93}NUMPY") + [major, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8 & 0xFF)]
  if major > 1 { bytes += [UInt8(header.count >> 16 & 0xFF), UInt8(header.count >> 24)] }
  return bytes + header + data
}

/// A .safetensors file of a given header and buffer, without padding.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  safetensors([UInt8](header.utf8), data: data)
}

/// A .safetensors file of a given header and buffer, without padding.
func safetensors(_ header: [UInt8], data: [UInt8] = []) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
}
