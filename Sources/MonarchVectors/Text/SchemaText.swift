import ExactArithmetic
import MonarchJudge

/// The JSON Schema (2020-12) of manifests and vector files.
package enum SchemaText {
  package static let text: String = """
    {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Test vectors of monarch-oracle",
    "description": "A manifest, or a file of vectors. Numbers are bit patterns: hexadecimal digits, the sign first, one space between two numbers.",
    "oneOf": [{"$ref": "#/$defs/manifest"}, {"$ref": "#/$defs/vectors"}],
    "$defs": {
      "manifest": {
        "type": "object",
        "required": ["kind", "schemaVersion", "generatorVersion", "seed", "cases", "count", "schema", "files", "flags"],
        "additionalProperties": false,
        "properties": {
          "kind": {"const": "monarch-oracle test vectors: manifest"},
          "schemaVersion": {"const": \(VectorText.schemaVersion)},
          "generatorVersion": {"type": "integer", "minimum": 1},
          "seed": {"type": "integer", "minimum": 0, "maximum": \(VectorSet.largestSeed)},
          "cases": {"type": "integer", "minimum": 0, "maximum": \(VectorSet.mostCases)},
          "count": {"type": "integer", "minimum": 0},
          "schema": {
            "type": "object",
            "required": ["name", "sha256"],
            "additionalProperties": false,
            "properties": {"name": {"const": "schema.json"}, "sha256": {"$ref": "#/$defs/sha256"}}
          },
          "files": {"type": "array", "minItems": 1, "maxItems": 1000, "uniqueItems": true, "items": {"$ref": "#/$defs/file"}},
          "flags": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"$ref": "#/$defs/flag"},
            "additionalProperties": {
              "type": "object",
              "required": ["bugClass", "effect", "why"],
              "additionalProperties": false,
              "properties": {
                "bugClass": {"type": "string"},
                "effect": {"type": "string"},
                "why": {"type": "string"},
                "unless": {"type": "string", "description": "What a kernel must declare to leave out these vectors."}
              }
            }
          }
        }
      },
      "file": {
        "type": "object",
        "required": ["name", "count", "bytes", "sha256"],
        "additionalProperties": false,
        "properties": {
          "name": {"type": "string", "pattern": "^[a-z0-9-]+[.]json$"},
          "count": {"type": "integer", "minimum": 1},
          "bytes": {"type": "integer", "minimum": 1},
          "sha256": {"$ref": "#/$defs/sha256"}
        }
      },
      "vectors": {
        "type": "object",
        "required": ["kind", "schemaVersion", "operation", "layout", "formats", "vectors"],
        "additionalProperties": false,
        "properties": {
          "kind": {"const": "\(VectorText.kind)"},
          "schemaVersion": {"const": \(VectorText.schemaVersion)},
          "operation": {"enum": [\(list(KernelOperation.allCases.map(\.rawValue)))]},
          "layout": {"type": "string", "pattern": "^[a-z0-9:-]+$"},
          "formats": {
            "type": "object",
            "required": ["input", "accumulate", "intermediate", "output", "gradient"],
            "additionalProperties": false,
            "properties": {
              "input": {"$ref": "#/$defs/format"},
              "accumulate": {"$ref": "#/$defs/format"},
              "intermediate": {"$ref": "#/$defs/format"},
              "output": {"$ref": "#/$defs/format"},
              "gradient": {"$ref": "#/$defs/format"}
            }
          },
          "vectors": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/vector"}}
        }
      },
      "vector": {
        "type": "object",
        "required": ["id", "flags", "left", "right", "expected"],
        "additionalProperties": false,
        "properties": {
          "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
          "flags": {"type": "array", "uniqueItems": true, "items": {"$ref": "#/$defs/flag"}},
          "left": {"$ref": "#/$defs/tensor"},
          "right": {"$ref": "#/$defs/tensor"},
          "input": {"$ref": "#/$defs/tensor"},
          "cotangent": {"$ref": "#/$defs/tensor"},
          "d_left": {"$ref": "#/$defs/tensor"},
          "d_right": {"$ref": "#/$defs/tensor"},
          "expected": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": false,
            "properties": {
              "output": {"$ref": "#/$defs/result"},
              "d_input": {"$ref": "#/$defs/result"},
              "d_left": {"$ref": "#/$defs/result"},
              "d_right": {"$ref": "#/$defs/result"},
              "matrix": {"$ref": "#/$defs/result"}
            }
          }
        }
      },
      "tensor": {
        "type": "object",
        "required": ["shape", "bits"],
        "additionalProperties": false,
        "properties": {"shape": {"$ref": "#/$defs/shape"}, "bits": {"$ref": "#/$defs/bits"}}
      },
      "result": {
        "oneOf": [
          {
            "type": "object",
            "required": ["shape", "exact"],
            "additionalProperties": false,
            "properties": {"shape": {"$ref": "#/$defs/shape"}, "exact": {"$ref": "#/$defs/bits"}}
          },
          {
            "type": "object",
            "required": ["shape", "low", "high"],
            "additionalProperties": false,
            "properties": {
              "shape": {"$ref": "#/$defs/shape"},
              "low": {"$ref": "#/$defs/bits"},
              "high": {"$ref": "#/$defs/bits"}
            }
          }
        ]
      },
      "shape": {"type": "array", "minItems": 2, "maxItems": 4, "items": {"type": "integer", "minimum": 0, "maximum": 16777216}},
      "bits": {"type": "string", "pattern": "^[0-9a-f ]*$"},
      "format": {"enum": [\(list(FloatFormat.ofCases.map(\.name)))]},
      "flag": {"enum": [\(list(Flag.allCases.map(\.rawValue).sorted()))]},
      "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    }
    }

    """

  private static func list(_ names: [String]) -> String { names.map(JSONText.string).joined(separator: ", ") }
}
