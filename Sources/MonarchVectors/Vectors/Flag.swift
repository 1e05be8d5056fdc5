/// What a vector is there for: a class of bugs that it catches.
public enum Flag: String, CaseIterable, Sendable {
  case accumulation = "Accumulation"
  case cancellation = "Cancellation"
  case emptyBatch = "EmptyBatch"
  case exactIntegers = "ExactIntegers"
  case fullPrecision = "FullPrecision"
  case gradualUnderflow = "GradualUnderflow"
  case largeIntermediate = "LargeIntermediate"
  case manyBlocks = "ManyBlocks"
  case nonFinite = "NonFinite"
  case oneHot = "OneHot"
  case outputOverflow = "OutputOverflow"
  case outputRounding = "OutputRounding"
  case primeSize = "PrimeSize"
  case rankAboveOne = "RankAboveOne"
  case rectangular = "Rectangular"
  case repeatedShape = "RepeatedShape"
  case sizeOne = "SizeOne"
  case storedIntermediate = "StoredIntermediate"
  case tileEdge = "TileEdge"
  case unevenRank = "UnevenRank"
  case wideExponents = "WideExponents"
  case wideIntermediate = "WideIntermediate"
  case zeros = "Zeros"
}

/// What a manifest says of a flag.
struct FlagText: Hashable {
  let bugClass: String
  let effect: String
  let why: String
  /// What a kernel has to declare to be allowed to leave out the vectors with this flag; nil where it may not.
  var unless: String?
}

extension Flag {
  var text: FlagText {
    switch self {
    case .accumulation:
      FlagText(
        bugClass: "sums in a narrower format than declared", effect: "long sums stagnate or lose their last bits",
        why: "float16 was forced under bfloat16 autocast, and bfloat16 sums pass any tolerance of 1e-2")
    case .cancellation:
      FlagText(
        bugClass: "lost low bits", effect: "results far smaller than their terms are wrong in all digits",
        why: "inputs truncated to TF32 or bfloat16 show where the leading bits cancel")
    case .emptyBatch:
      FlagText(
        bugClass: "batch 0", effect: "a crash, or gradients that were never written",
        why: "kernels launch an empty grid; gradients of an empty batch are 0, or what they are added onto")
    case .exactIntegers:
      FlagText(
        bugClass: "wrong index, stride, permutation or transposition", effect: "results differ in any digit",
        why: "small integers make every order of summation exact, so that equality is demanded")
    case .fullPrecision:
      FlagText(
        bugClass: "reduced precision of inputs or products",
        effect: "errors above the bound of the declared arithmetic",
        why: "TF32 inputs and float64 that is computed in float32 went unnoticed in public code")
    case .gradualUnderflow:
      FlagText(
        bugClass: "flush to zero", effect: "subnormal inputs, products or results become 0",
        why: "fast-math flags and some accelerators flush; a later factor makes the loss visible",
        unless: "the kernel declares that it flushes subnormal numbers to zero")
    case .largeIntermediate:
      FlagText(
        bugClass: "overflow between the factors", effect: "infinities or NaN where the result is of ordinary size",
        why: "what is between the factors is kept in a narrower range than the sums have")
    case .manyBlocks:
      FlagText(
        bugClass: "blocks beyond the first few",
        effect: "gradients wrong from the second block on, failure at 7 blocks",
        why: "found in HazyResearch/butterfly; tests with few blocks were blind")
    case .nonFinite:
      FlagText(
        bugClass: "NaN swallowed, zeros skipped", effect: "a finite number where NaN or an infinity is among the terms",
        why: "clamped sums and skipped zeros hide a broken model: 0 times infinity is NaN",
        unless: "the kernel declares that NaN and infinities are not supported")
    case .oneHot:
      FlagText(
        bugClass: "wrong permutation", effect: "entries of the matrix at the wrong place",
        why: "the identity as a batch shows every entry of the matrix by itself")
    case .outputOverflow:
      FlagText(
        bugClass: "saturation", effect: "the largest number where infinity is the rounded value, or infinity too early",
        why: "rounding to a narrow format overflows from half a unit beyond its largest number on",
        unless: "the kernel declares that conversions to its output format saturate")
    case .outputRounding:
      FlagText(
        bugClass: "truncation at the end", effect: "results one unit too small in magnitude, ties away from even",
        why: "a cast by shifting bits truncates")
    case .primeSize:
      FlagText(
        bugClass: "sizes assumed divisible", effect: "tails left out or read twice",
        why: "prime sizes divide into no tile and no vector")
    case .rankAboveOne:
      FlagText(
        bugClass: "rank index at the wrong place", effect: "slices of rank above 1 mix their terms",
        why: "conventions differ in whether the rank index runs faster or slower")
    case .rectangular:
      FlagText(
        bugClass: "in taken for out", effect: "wrong strides where the numbers of inputs and outputs differ",
        why: "found in HazyResearch/butterfly: in and out were exchanged, which square sizes hide")
    case .repeatedShape:
      FlagText(
        bugClass: "stale output", effect: "the answer of the call before",
        why: "the vector before this one has the same shape and batch: an output that is never written shows")
    case .sizeOne:
      FlagText(
        bugClass: "sizes of 1", effect: "dimensions squeezed away, or broadcast", why: "1-D inputs broke public code")
    case .storedIntermediate:
      FlagText(
        bugClass: "rounding between the factors", effect: "errors above the bound",
        why: "two library products in a row round what is between them to the storage format, as is declared here")
    case .tileEdge:
      FlagText(
        bugClass: "tails of tiles", effect: "the entries beyond the last full tile wrong or missing",
        why: "a size of 31, 33, 65 or 129 stands beside the tiles of 32, 64 and 128")
    case .unevenRank:
      FlagText(
        bugClass: "l does not divide q", effect: "outputs mixed up between blocks",
        why: "MonarchLinear reaches this with fractional r/nb; reshapes that assume a rank fail")
    case .wideExponents:
      FlagText(
        bugClass: "narrow exponent range", effect: "overflow or underflow of single terms",
        why: "float16 under a bfloat16 interface, or scaled integers, lose terms of other magnitudes")
    case .wideIntermediate:
      FlagText(
        bugClass: "what is between the factors rounded", effect: "the result loses what cancels in the second factor",
        why: "sums declared as float32 are stored in 16 bits between two library calls")
    case .zeros:
      FlagText(
        bugClass: "zeros and negative zeros", effect: "stale or NaN results where everything is 0",
        why: "rows of zeros and all-zero results passed public tests for long")
    }
  }
}
