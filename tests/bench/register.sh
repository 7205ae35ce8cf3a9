# shellcheck shell=sh disable=SC2154 # sourced by bench.sh, and uses what is there
# The register, with 10,000 clients.

rm -rf "$clients"
mkdir "$clients"
"$build/bench_register" "$clients" >"$scratch/register" ||
    fail 70 'the register cannot be measured.'
read -r cold p99 again <"$scratch/register"
goal 'register: a look-up, 99th percentile, ms' "$p99" '< 1'
row 'register: reading it for the first time, ms' "$cold"
note "$again ms when a file in it has changed"
rm -r "$clients"
