#!/bin/sh
# Builds `check` from checks.ml, which coqc writes where it compiles ExtractChecks.v, and tests monarch-oracle against it.
#   differential.sh FOLDER [MONARCH-ORACLE [SEED]]
# FOLDER holds checks.ml and checks.mli, and takes the products; without MONARCH-ORACLE `check` is only built.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=$1
cp "$here/check.ml" "$folder/check.ml"
(cd "$folder" && ocamlfind ocamlopt -package zarith -linkpkg -w -a checks.mli checks.ml check.ml -o check)
[ $# -ge 2 ] || exit 0
exec python3 -B "$here/differential.py" "$2" "$folder/check" ${3+"$3"}
