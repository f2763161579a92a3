# The package as npm would publish it: its fields, its types as others resolve them, dead code, sizes.
. scripts/lanes/lib.sh
npm run --silent build

unpacked() {
  local limit=640000 size
  size=$(npm pack --dry-run --json --ignore-scripts | node -e '
    const [pack] = Object.values(JSON.parse(require("fs").readFileSync(0, "utf8")))
    console.log(pack.unpackedSize)
  ')
  echo "$size bytes unpacked, at most $limit"
  [ "$size" -lt "$limit" ]
}

# One character that is not makes the engine keep a whole file in two bytes for each, which it reads more slowly.
ascii() {
  ! LC_ALL=C grep -onP '.{0,30}[^\x00-\x7F]' dist/*.js
}

part publint publint --strict
part 'types as resolved by others' attw --pack . --profile esm-only
part 'dead code' knip
part 'gzip sizes' size-limit
part 'unpacked size' unpacked
part 'ASCII alone' ascii
parts_done
