#!/usr/bin/env bash
# The API pages: symbol graphs of what SwiftPM has built, made into one site by DocC.
#
# usage: api.sh OUTPUT SYMBOLS MODULES BASE
#   OUTPUT   the folder of the site, in which api is made anew
#   SYMBOLS  where the symbol graphs are put
#   MODULES  the folder of the compiled modules, .build/release/Modules
#   BASE     where the site will be served, / or /monarch-oracle/
set -euo pipefail
cd "$(dirname "$0")/../.."
output=$1 symbols=$2 modules=$3 base=$4
tools=$(dirname "$(readlink -f "$(command -v "${SWIFT:-swift}")")")
rm -rf "$symbols" "$output/api" && mkdir -p "$symbols" "$output"
[ -d "$tools/../share/docc/render" ] || { echo "this toolchain has no template for DocC's pages: no API pages" >&2; exit 0; }

# The Swift modules of the library products; a product that is a C library has its header in the book.
libraries=$("${SWIFT:-swift}" package dump-package | python3 -c '
import json, sys
for product in json.load(sys.stdin)["products"]:
    if "library" in product["type"] and product["type"]["library"] != ["dynamic"]: print(*product["targets"])')
triple=$("$tools/swift" -print-target-info | python3 -c 'import json, sys; print(json.load(sys.stdin)["target"]["triple"])')
# C modules: those that SwiftPM has written a map for, and those that bring one.
includes=()
while read -r map; do includes+=(-Xcc "-fmodule-map-file=$map"); done < <(
  find "$modules/.." -maxdepth 2 -name module.modulemap
  find Sources .build/checkouts/*/Sources -name module.modulemap)

archives=()
for library in $libraries; do
  mkdir -p "$symbols/$library"
  "$tools/swift-symbolgraph-extract" -module-name "$library" -I "$modules" "${includes[@]}" -target "$triple" \
    -minimum-access-level public -skip-inherited-docs -output-dir "$symbols/$library"
  "$tools/docc" convert --fallback-display-name "$library" --fallback-bundle-identifier "$library" \
    --diagnostic-level error \
    --additional-symbol-graph-dir "$symbols/$library" --output-path "$symbols/$library.doccarchive"
  archives+=("$symbols/$library.doccarchive")
done
"$tools/docc" merge "${archives[@]}" --synthesized-landing-page-name monarch-oracle --output-path "$symbols/all.doccarchive"
"$tools/docc" process-archive transform-for-static-hosting "$symbols/all.doccarchive" --hosting-base-path "${base}api" \
  --output-path "$output/api"
# DocC's pages ask for it, and a browser reports what is not there.
[ -e "$output/api/theme-settings.json" ] || echo '{}' > "$output/api/theme-settings.json"
