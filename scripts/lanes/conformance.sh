# The specifications' own suites, which lie beside the project.
. scripts/lanes/lib.sh
[ -d ../shared/conformance ] || skip 'no suites at ../shared/conformance'
run_vitest node --project conformance
