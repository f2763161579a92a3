# The unit tests on newer Nodes than the oldest that is supported, and the suites that need what their engines have.
. scripts/lanes/lib.sh
for name in node24 node26; do
  if ! path=$(runtime "$name"); then
    skipped_part "$name" 'could not be installed'
    continue
  fi
  echo "── $name"
  run_vitest "$path" --project unit --project package || parts_failed=1
  run_vitest "$path" --project conformance component || parts_failed=1
done
parts_done
