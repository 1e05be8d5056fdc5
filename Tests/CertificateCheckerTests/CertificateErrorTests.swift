import CertificateChecker
import Testing

@Suite struct CertificateErrorTests {
  @Test func textNamesLineAndTensor() {
    let error = CertificateError(.refused, tensor: "W", line: 12, "expected λ >= 2, found 1")
    #expect("\(error)" == "certificate line 12, tensor 'W': expected λ >= 2, found 1")
  }
}
