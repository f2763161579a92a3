# The benchmarks, as short as they go: they must run and agree on every result, their figures are not judged here.
. scripts/lanes/lib.sh
[ -f bench/main.ts ] || skip 'no benchmarks at bench/main.ts'
tsx scripts/build.ts
BENCH_SMOKE=1 tsx bench/run.ts
git diff --exit-code -- bench/RESULTS.md
