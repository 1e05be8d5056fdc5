/// The part of an implementation in which a specimen differs.
public enum Area: String, CaseIterable, Sendable, Codable {
  case forward, adjoint, gradient, projection, factorization, conventions, precision, specials, threading, batching
}

/// Bugs that really happened in published code, or that its conventions invite; where one is named, there it was.
public enum BugClass: String, CaseIterable, Sendable, Codable {
  /// A block-diagonal CUDA kernel whose output was 0, unnoticed for long (PEFT #2219).
  case allZero = "output all zero"
  /// A batched dot product in a K loop, miscompiled (Triton #5620).
  case loop = "loop over terms"
  /// Two products back to back, miscompiled (Triton #5424, found through a Monarch kernel).
  case backToBack = "back-to-back products"
  /// Right in the first block only (HazyResearch/butterfly).
  case laterBlocks = "second block on"
  /// Failures from 7 blocks on, and from n = 512 on (HazyResearch/butterfly).
  case manyBlocks = "≥ 7 blocks, n ≥ 512"
  /// Failures where the numbers of inputs and outputs differ (HazyResearch/butterfly).
  case rectangular = "in ≠ out"
  /// A conjugate missing from complex gradients (HazyResearch/butterfly).
  case conjugate = "missing conjugate"
  /// A permutation dropped, or in the wrong place.
  case permutation = "permutation dropped"
  /// Blocks read (in, out) for (out, in).
  case transposed = "blocks transposed"
  /// The gradient of the input reshaped without its transposition (MoRe).
  case reshaped = "dx reshaped, not transposed"
  /// A gradient of the wrong shape (FlashFFTConv).
  case gradientShape = "gradient's shape"
  /// A sum over the batch that is a mean, misses rows, or is written where it should be added.
  case batchSum = "sum over the batch"
  /// A merge of weights that corrupts them for whoever comes next.
  case merge = "merge corrupts weights"
  /// Circular where it should be padded (FlashFFTConv).
  case circular = "silently circular"
  /// Odd and prime lengths, misaligned (FlashFFTConv).
  case oddSizes = "odd and prime sizes"
  /// One more or one less than a tile of 32, 64 or 128.
  case tileEdges = "tile edges"
  /// l does not divide q, or slices have more than rank 1.
  case unevenSlices = "l ∤ q, rank > 1"
  /// Sizes that are padded and cropped.
  case padding = "padded and cropped"
  /// Another convention's order of axes, names or ranks.
  case layout = "another convention"
  /// float64 computed in float32, float16 under bfloat16 autocast, TF32 inputs, narrow sums.
  case narrowing = "less precision than declared"
  /// Row sums of a softmax clamped (MonarchAttention).
  case clamped = "sums clamped"
  /// Algorithms that have no componentwise bound, declared as if they had.
  case fastAlgorithm = "fast algorithm undeclared"
  /// NaN that does not arrive, or infinities that are made finite.
  case swallowed = "NaN swallowed"
  /// 0·∞ skipped.
  case zeroSkipping = "zeros skipped"
  /// NaN that arrives where it must not.
  case leaked = "NaN leaks"
  /// Rows or sums lost between threads.
  case race = "threads lose work"
  /// Another answer the next time.
  case irreproducible = "not reproducible"
  /// What an earlier call left is read, or its answer is given.
  case stale = "stale memory"
  /// No batch, or one vector without a batch.
  case emptyBatch = "batch 0 and 1"
  /// Batches beyond one tile, or beyond 3, which is what tests use.
  case largeBatch = "batch beyond a tile"
  /// A nearest matrix of the transpose.
  case projectionOfTranspose = "projects Wᵀ"
  /// Singular values dropped, doubled, or factors exchanged (a BERT conversion).
  case singularValues = "singular values"
  /// A cross instead of the singular value decomposition: right for matrices that are in the class already.
  case suboptimal = "not the nearest"
  /// The order of factors, and of what is inverted.
  case factorOrder = "order of factors"
  /// An iteration that stops too early.
  case unconverged = "not converged"
}
