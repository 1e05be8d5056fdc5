/// The number that the decimal digits at `position` write, which moves behind them; nil where it exceeds `Int`.
///
/// No digits are 0: whether there were any, the position tells.
func decimal(_ bytes: [UInt8], _ position: inout Int, end: Int) -> Int? {
  var value = 0
  while position < end, case let digit = bytes[position] &- 0x30, digit < 10 {
    let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = tens.addingReportingOverflow(Int(digit))
    if overflow || carry { return nil }
    value = sum
    position += 1
  }
  return value
}
