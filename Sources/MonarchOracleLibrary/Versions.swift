import CMonarchOracle

@c @implementation
public func monarch_oracle_abi_version() -> Int32 { Int32(MONARCH_ORACLE_ABI_VERSION) }

@c @implementation
public func monarch_oracle_version() -> UnsafePointer<CChar>? {
  let version: StaticString = "0.1.0"
  return UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self)
}
