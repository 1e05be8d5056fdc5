import PropertyEngine
import Testing

@Suite struct NumberMinimaTests {
  @Test func integersGoToTheSmallestCounterexample() async {
    await expectMinimum("0", calls: 5) { draws in
      _ = try draws.draw(.integer() as Generator<Int>, as: "x")
      throw Broken()
    }
    await expectMinimum("1001", calls: 120) { draws in
      if try draws.draw(.integer() as Generator<Int>, as: "x") > 1000 { throw Broken() }
    }
    await expectMinimum("-1001", calls: 130) { draws in
      if try draws.draw(.integer() as Generator<Int>, as: "x") < -1000 { throw Broken() }
    }
    await expectMinimum("7", calls: 25) { draws in
      if try draws.draw(.integer(in: 5...5000), as: "x") > 6 { throw Broken() }
    }
    await expectMinimum("-3", calls: 5) { draws in
      if try draws.draw(.integer(in: -900 ... -3), as: "x") < 0 { throw Broken() }
    }
    await expectMinimum("128", calls: 35) { draws in
      if try draws.draw(.integer() as Generator<UInt8>, as: "x") > 127 { throw Broken() }
    }
    await expectMinimum("9223372036854775808", calls: 205) { draws in
      if try draws.draw(.integer() as Generator<UInt64>, as: "x") >= 1 << 63 { throw Broken() }
    }
    await expectMinimum("-9223372036854775808", calls: 115) { draws in
      if try draws.draw(.integer() as Generator<Int64>, as: "x") == .min { throw Broken() }
    }
  }

  @Test func conditionsThatAreNotMonotone() async {
    await expectMinimum("101", calls: 255) { draws in
      let x = try draws.draw(.integer() as Generator<Int>, as: "x")
      if x > 100 && x % 2 != 0 { throw Broken() }
    }
    await expectMinimum("100 | 100", calls: 55) { draws in
      let x = try draws.draw(.integer(in: 0...100_000), as: "x")
      let y = try draws.draw(.integer(in: x...x), as: "y")
      if x >= 100 && x == y { throw Broken() }
    }
  }

  @Test func targetsAreWhereIntegersGo() async {
    await expectMinimum("50", calls: 5) { draws in
      _ = try draws.draw(.integer(in: 0...100, target: 50), as: "x")
      throw Broken()
    }
    await expectMinimum("45", calls: 20) { draws in
      if try draws.draw(.integer(in: 0...100, target: 50), as: "x") <= 45 { throw Broken() }
    }
  }

  @Test func floatsGoToTheSimplestCounterexample() async {
    await expectMinimum("0.0", calls: 5) { draws in
      _ = try draws.draw(.double(), as: "x")
      throw Broken()
    }
    await expectMinimum("1.0", calls: 5) { draws in
      if try draws.draw(.double(), as: "x") > 0 { throw Broken() }
    }
    await expectMinimum("-1.0", calls: 10) { draws in
      if try draws.draw(.double(), as: "x") < 0 { throw Broken() }
    }
    await expectMinimum("8.0", calls: 20) { draws in
      if try draws.draw(.double(), as: "x") > 4.5 { throw Broken() }
    }
    await expectMinimum("5.0", calls: 20) { draws in
      let x = try draws.draw(.double(), as: "x")
      if x > 4.5 && x < 8 { throw Broken() }
    }
    await expectMinimum("0.5", calls: 15) { draws in
      let x = try draws.draw(.double(), as: "x")
      if x != x.rounded() { throw Broken() }
    }
    await expectMinimum("1.5", calls: 15) { draws in
      let x = try draws.draw(.double(), as: "x")
      if x > 1 && x < 2 { throw Broken() }
    }
    await expectMinimum("nan", calls: 20) { draws in
      if try draws.draw(.double(.all), as: "x").isNaN { throw Broken() }
    }
    await expectMinimum("inf", calls: 20) { draws in
      if try draws.draw(.double(.all), as: "x").isInfinite { throw Broken() }
    }
    await expectMinimum("-0.0", calls: 15) { draws in
      let x = try draws.draw(.float(), as: "x")
      if x == 0 && x.sign == .minus { throw Broken() }
    }
    await expectMinimum("16777216.0", calls: 40) { draws in
      let x = try draws.draw(.float(), as: "x")
      if x > 0 && x + 1 == x { throw Broken() }
    }
  }

  /// The smallest float triple for which addition is not associative, among small integers and their fractions.
  @Test func nonAssociativeTriple() async {
    await expectMinimum("1.0 | 1.0 | 16777216.0", calls: 250) { draws in
      let x = try draws.draw(.float(in: 1...0x1p30), as: "x")
      let y = try draws.draw(.float(in: 1...0x1p30), as: "y")
      let z = try draws.draw(.float(in: 1...0x1p30), as: "z")
      if (x + y) + z != x + (y + z) { throw Broken() }
    }
  }

  @Test func booleansAndChoices() async {
    await expectMinimum("false", calls: 5) { draws in
      _ = try draws.draw(.bool(), as: "x")
      throw Broken()
    }
    await expectMinimum("\"c\"", calls: 10) { draws in
      let x = try draws.draw(.element(of: ["a", "b", "c", "d"]), as: "x")
      if x > "b" { throw Broken() }
    }
    await expectMinimum("nil", calls: 5) { draws in
      _ = try draws.draw(Generator<Int>.integer().optional(), as: "x")
      throw Broken()
    }
    await expectMinimum("Optional(11)", calls: 120) { draws in
      let x = try draws.draw(Generator<Int>.integer().optional(), as: "x")
      if x ?? 0 > 10 { throw Broken() }
    }
  }
}
