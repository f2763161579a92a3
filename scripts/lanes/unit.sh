# Unit and type tests, and the end-to-end tests of the built package.
. scripts/lanes/lib.sh
run_vitest node --project unit --project types
