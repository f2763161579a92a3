# The specifications' own suites, which lie beside the project.
. scripts/lanes/lib.sh
[ -d ../shared/conformance ] || skip 'no suites at ../shared/conformance'
tsx test/conformance/bindgen-survey.ts download || echo 'skipped: published modules that could not be downloaded'
run_vitest node --project conformance
