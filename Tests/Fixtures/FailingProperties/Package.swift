// swift-tools-version: 6.2
import PackageDescription

// Properties that fail, run by PropertyTestingTests to compare what a user sees.
let package = Package(
  name: "failing-properties",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "monarch-oracle", path: "../../..")],
  targets: [
    .testTarget(
      name: "FailingTests",
      dependencies: [
        .product(name: "PropertyEngine", package: "monarch-oracle"),
        .product(name: "PropertyTesting", package: "monarch-oracle"),
      ])
  ])
