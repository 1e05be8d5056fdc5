/// A colouring of the edges of a bipartite multigraph such that no two edges of one colour meet (König).
///
/// Of a graph whose vertices have at most `colours` edges each. Every edge takes a colour that is free at both of its
/// ends, if there is one; else the two colours along the path that begins at its right end are exchanged, which frees one:
/// the path cannot end at its left end, because the graph is bipartite.
///
/// - Returns: a colour below `colours` for each edge, or nil where a vertex has more edges than that.
/// - Complexity: O(edges · (vertices + colours)).
func edgeColouring(_ edges: [(left: Int, right: Int)], left: Int, right: Int, colours: Int) -> [Int]? {
  // The edge of each colour at each vertex, or −1.
  var atLeft = Array(repeating: Array(repeating: -1, count: colours), count: left)
  var atRight = Array(repeating: Array(repeating: -1, count: colours), count: right)
  var colour = Array(repeating: -1, count: edges.count)
  for (edge, ends) in edges.enumerated() {
    guard let a = atLeft[ends.left].firstIndex(of: -1), let b = atRight[ends.right].firstIndex(of: -1) else {
      return nil
    }
    if a != b, atRight[ends.right][a] != -1 {
      // Exchange a and b along the path of a, b, a, … from the right end on.
      var path: [Int] = []
      var (isRight, vertex, wanted) = (true, ends.right, a)
      while true {
        let next = isRight ? atRight[vertex][wanted] : atLeft[vertex][wanted]
        guard next != -1 else { break }
        path.append(next)
        vertex = isRight ? edges[next].left : edges[next].right
        isRight.toggle()
        wanted = a + b - wanted
      }
      for step in path {
        atLeft[edges[step].left][colour[step]] = -1
        atRight[edges[step].right][colour[step]] = -1
      }
      for step in path {
        colour[step] = a + b - colour[step]
        atLeft[edges[step].left][colour[step]] = step
        atRight[edges[step].right][colour[step]] = step
      }
    }
    colour[edge] = a
    atLeft[ends.left][a] = edge
    atRight[ends.right][a] = edge
  }
  return colour
}
