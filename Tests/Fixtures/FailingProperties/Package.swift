// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Properties that fail, run by PropertyTestingTests to compare what a user sees. The sources are linked here instead of
// depended on, so that there is nothing to resolve or to download.
let package = Package(
  name: "failing-properties",
  platforms: [.macOS(.v15)],
  targets: [
    .target(name: "PropertyEngine", swiftSettings: settings),
    .target(name: "PropertyTesting", dependencies: ["PropertyEngine"], swiftSettings: settings),
    .testTarget(name: "FailingTests", dependencies: ["PropertyEngine", "PropertyTesting"]),
  ])
