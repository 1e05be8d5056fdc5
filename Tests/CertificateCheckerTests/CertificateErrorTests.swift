import CertificateChecker
import Testing

@Suite struct CertificateErrorTests {
  @Test func textNamesLineAndTensor() {
    let error = CertificateError(.refused, tensor: "W", line: 12, "expected λ >= 2, found 1")
    #expect("\(error)" == "certificate line 12, tensor 'W': expected λ >= 2, found 1")
  }

  /// Names and words of a hostile file break no line and steer no terminal.
  @Test func textIsOneLine() {
    let error = CertificateError(.malformed, tensor: "W\n\u{2028}", line: 3, "expected 'form', found 'a\u{1B}[2J\r'")
    #expect(
      "\(error)" == "certificate line 3, tensor 'W\\u{a}\\u{2028}': expected 'form', found 'a\\u{1b}[2J\\u{d}'")
  }
}
