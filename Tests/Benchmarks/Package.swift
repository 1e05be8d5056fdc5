// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that users of the library never build it.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "monarch-oracle", path: "../..")],
  targets: [
    .executableTarget(
      name: "property-benchmark",
      dependencies: [.product(name: "PropertyEngine", package: "monarch-oracle")],
      swiftSettings: [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),
    .executableTarget(
      name: "linear-algebra-benchmark",
      dependencies: [.product(name: "ExactArithmetic", package: "monarch-oracle")]),
    .executableTarget(
      name: "factor-benchmark",
      dependencies: [
        .product(name: "ExactArithmetic", package: "monarch-oracle"),
        .product(name: "MonarchKernels", package: "monarch-oracle"),
        .product(name: "MonarchLaws", package: "monarch-oracle"),
        .product(name: "MonarchReference", package: "monarch-oracle"),
        .product(name: "PropertyEngine", package: "monarch-oracle"),
      ]),
    .executableTarget(
      name: "projection-benchmark",
      dependencies: [.product(name: "MonarchKernels", package: "monarch-oracle")]),
    .target(name: "CStream"),
    .executableTarget(
      name: "kernel-benchmark",
      dependencies: ["CStream", .product(name: "MonarchKernels", package: "monarch-oracle")]),
    .executableTarget(
      name: "exact-product-benchmark",
      dependencies: [
        .product(name: "ExactArithmetic", package: "monarch-oracle"),
        .product(name: "MonarchReference", package: "monarch-oracle"),
      ]),
  ])
