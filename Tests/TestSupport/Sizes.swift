/// How many random cases a law runs: the same laws in debug, where exact arithmetic is twenty times slower, fewer times.
public func cases(_ release: Int) -> Int {
  #if DEBUG
    max(release / 20, 10)
  #else
    release
  #endif
}
