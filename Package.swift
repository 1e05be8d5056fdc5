// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "monarch-oracle",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "ExactArithmetic", targets: ["ExactArithmetic"]),
    .library(name: "MonarchReference", targets: ["MonarchReference"]),
    .library(name: "MonarchKernels", targets: ["MonarchKernels"]),
    .library(name: "PropertyEngine", targets: ["PropertyEngine"]),
    .library(name: "PropertyTesting", targets: ["PropertyTesting"]),
    .library(name: "TensorFiles", targets: ["TensorFiles"]),
    .library(name: "MonarchJudge", targets: ["MonarchJudge"]),
    .library(name: "MonarchLaws", targets: ["MonarchLaws"]),
    .library(name: "MonarchVectors", targets: ["MonarchVectors"]),
    .library(name: "CertificateChecker", targets: ["CertificateChecker"]),
    .library(name: "monarch_oracle", type: .dynamic, targets: ["MonarchOracleLibrary"]),
    .executable(name: "monarch-oracle", targets: ["monarch-oracle"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "3.12.0"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.0.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
  ],
  targets: [
    // Exact numbers.
    .systemLibrary(
      name: "CGMP", pkgConfig: "gmp",
      providers: [.apt(["libgmp-dev"]), .brew(["gmp"])]),
    .target(name: "CExactKernels"),
    .target(
      name: "ExactArithmetic",
      dependencies: ["CGMP", "CExactKernels", .product(name: "ComplexModule", package: "swift-numerics")],
      swiftSettings: settings),

    // The definitions, exactly as the paper writes them.
    .target(name: "MonarchReference", dependencies: ["ExactArithmetic"], swiftSettings: settings),

    // The fast float module: it must never import the reference.
    .target(name: "CMonarchKernels"),
    .target(name: "CFactorKernels"),
    .target(
      name: "MonarchKernels",
      dependencies: [
        "CMonarchKernels", "CFactorKernels", .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),

    // Property-based testing: the engine, which knows nothing of Monarch, Foundation or Testing.
    .target(
      name: "PropertyEngine",
      swiftSettings: settings + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),
    .target(
      name: "PropertyTesting", dependencies: ["PropertyEngine"],
      swiftSettings: settings + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]),

    // .npy, .npz and .safetensors.
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "TensorFiles", dependencies: ["CZlib"], swiftSettings: settings),

    // Verdicts: it must never import the kernels, which are one implementation among others.
    .target(
      name: "MonarchJudge",
      dependencies: [
        "ExactArithmetic", "MonarchReference", "TensorFiles",
        .product(name: "Subprocess", package: "swift-subprocess"),
      ],
      swiftSettings: settings),

    // Wrong kernels that the judge must catch, and right ones that it must not accuse.
    .target(
      name: "KernelZoo", dependencies: ["MonarchJudge", "MonarchReference", "ExactArithmetic"],
      swiftSettings: settings),

    // Published test vectors: made, checked, and put to kernels.
    .target(
      name: "MonarchVectors",
      dependencies: [
        "ExactArithmetic", "MonarchReference", "TensorFiles", "MonarchJudge",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // Re-checks certificates. It shares no code with what makes them: integers of GMP, and SHA-256.
    .target(
      name: "CertificateChecker",
      dependencies: ["CGMP", "TensorFiles", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),

    // The catalogue of theorems: statements, and laws that check them.
    .target(
      name: "MonarchLaws", dependencies: ["ExactArithmetic", "MonarchReference", "PropertyEngine"],
      swiftSettings: settings),

    // The C interface: a header, and its implementation for a shared library (`make library`).
    .target(name: "CMonarchOracle"),
    .target(
      name: "MonarchOracleLibrary",
      dependencies: [
        "CMonarchOracle", "ExactArithmetic", "MonarchReference", "MonarchKernels", "MonarchJudge",
      ],
      exclude: ["exports.map"],
      swiftSettings: settings),

    .executableTarget(
      name: "monarch-oracle",
      dependencies: [
        "ExactArithmetic", "MonarchReference", "MonarchKernels", "TensorFiles", "MonarchJudge", "MonarchLaws",
        "PropertyEngine", "CertificateChecker", "KernelZoo", "MonarchVectors",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),

    // Tests mirror the sources.
    .target(
      name: "TestSupport",
      dependencies: [
        "ExactArithmetic", "PropertyEngine", "PropertyTesting",
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "ExactArithmeticTests",
      dependencies: [
        "ExactArithmetic", "TestSupport", "PropertyEngine", "PropertyTesting",
        .product(name: "ComplexModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "PropertyTestingTests", dependencies: ["PropertyTesting", "PropertyEngine", "TestSupport"],
      swiftSettings: settings),
    .testTarget(name: "PropertyEngineTests", dependencies: ["PropertyEngine"], swiftSettings: settings),
    .testTarget(
      name: "MonarchReferenceTests",
      dependencies: [
        "MonarchReference", "ExactArithmetic", "MonarchLaws", "TestSupport", "PropertyEngine", "PropertyTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "MonarchKernelsTests",
      dependencies: [
        "MonarchKernels", "MonarchJudge", "MonarchReference", "ExactArithmetic", "CertificateChecker", "TensorFiles",
        "PropertyEngine", "PropertyTesting", .product(name: "ComplexModule", package: "swift-numerics"),
        .product(name: "RealModule", package: "swift-numerics"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "CertificateCheckerTests",
      dependencies: [
        "CertificateChecker", "MonarchJudge", "MonarchReference", "ExactArithmetic", "TensorFiles", "PropertyEngine",
        "PropertyTesting", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TensorFilesTests", dependencies: ["TensorFiles", "PropertyEngine", "PropertyTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "MonarchJudgeTests",
      dependencies: [
        "MonarchJudge", "MonarchReference", "ExactArithmetic", "TensorFiles", "TestSupport", "PropertyEngine",
        "PropertyTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "KernelZooTests",
      dependencies: ["KernelZoo", "MonarchVectors", "MonarchJudge", "MonarchReference", "ExactArithmetic"],
      swiftSettings: settings),
    .testTarget(
      name: "MonarchVectorsTests",
      dependencies: ["MonarchVectors", "MonarchJudge", "MonarchReference", "ExactArithmetic", "TensorFiles"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "monarch-oracle", "fuzz-parsers", "MonarchReference", "TensorFiles", "ExactArithmetic", "TestSupport",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "MonarchLawsTests",
      dependencies: ["MonarchLaws", "MonarchReference", "TestSupport", "PropertyEngine", "PropertyTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "MonarchOracleLibraryTests",
      dependencies: [
        "CMonarchOracle", "MonarchOracleLibrary", "CertificateChecker", "ExactArithmetic", "MonarchReference",
        "MonarchJudge", "MonarchKernels", "TensorFiles", "TestSupport", "PropertyEngine", "PropertyTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DocumentationTests", dependencies: ["monarch-oracle", "MonarchLaws", "KernelZoo", "TestSupport"],
      exclude: ["probe.html"], swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),

    // Damaged input for every parser (`make fuzz`): no product.
    .executableTarget(
      name: "fuzz-parsers",
      dependencies: [
        "TensorFiles", "ExactArithmetic", "MonarchReference", "MonarchJudge", "MonarchLaws", "CertificateChecker",
        "PropertyEngine", .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Tests/Fuzzing", swiftSettings: settings),
  ]
)
