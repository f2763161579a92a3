# The examples as a newcomer runs them, and the end-to-end tests of the built package.
. scripts/lanes/lib.sh
part 'npm start' npm start --silent -- 'JP Moresmau'
run_vitest node --project package || parts_failed=1
parts_done
