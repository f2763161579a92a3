# The examples, as a newcomer runs them and by their own tests.
. scripts/lanes/lib.sh
part 'npm start' npm start --silent -- 'JP Moresmau'
run_vitest node --project example || parts_failed=1
parts_done
