import PropertyEngine

/// Times the property engine and prints `name<TAB>value<TAB>unit` lines, which `property_engine.py` sets beside
/// Hypothesis. Every figure is the median of seven runs.
@main
enum Main {
  static func main() async {
    let cases = 200_000
    let integer = Generator<Int>.integer()
    let trivial = await median {
      await time { _ = await runProperty(settings(cases)) { draws in _ = try draws.draw(integer) } }
    }
    report("cases of one integer", Double(cases) / trivial, "1/s")

    let list = Generator<Int>.integer().array()
    let lists = await median {
      await time { _ = await runProperty(settings(cases / 10)) { draws in _ = try draws.draw(list) } }
    }
    report("cases of a list of integers", Double(cases / 10) / lists, "1/s")

    let matrices = 2_000
    let matrix = await median {
      await time {
        _ = await runProperty(settings(matrices)) { draws in
          let grid = try draws.floats(rows: 64, columns: 64)
          blackHole(grid.elements.count)
        }
      }
    }
    report("64×64 float matrix", matrix / Double(matrices) * 1e6, "µs")

    // A failure found and made simple: a list whose sum is too large.
    let small = Generator<Int>.integer(in: 0...1000).array()
    let shrinking = await median {
      await time {
        for seed in 0..<20 as Range<UInt64> {
          _ = await runProperty(settings(1000, seed: seed)) { draws in
            if try draws.draw(small).reduce(0, +) > 100 { throw TooLarge() }
          }
        }
      }
    }
    report("list with a sum over 100, found and shrunk", shrinking / 20 * 1e6, "µs")
  }

  private struct TooLarge: Error {}

  private static func settings(_ cases: Int, seed: UInt64 = 1) -> PropertySettings {
    PropertySettings(cases: cases, seed: seed, isExhaustive: false)
  }

  private static func time(_ body: () async -> Void) async -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    await body()
    let (seconds, attoseconds) = (clock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  private static func median(_ run: () async -> Double) async -> Double {
    var times: [Double] = []
    for _ in 0..<7 { times.append(await run()) }
    return times.sorted()[3]
  }

  private static func report(_ name: String, _ value: Double, _ unit: String) { print("\(name)\t\(value)\t\(unit)") }

  @inline(never)
  private static func blackHole(_ value: Int) {}
}
