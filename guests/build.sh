#!/usr/bin/env bash
# Builds the guests. Nothing is installed: a guest whose tools are missing says what it needs and where that comes from.
#
#   guests/build.sh NAME...           builds these, puts the files and their digests into prebuilt/
#   guests/build.sh --all             builds every guest; fails when a tool is missing
#   guests/build.sh --check [NAME...] builds those whose tools are here and compares the bytes with prebuilt/SHA256SUMS
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")"

usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' build.sh >&2
  exit 2
}

guests=()
for script in */build.sh; do guests+=("${script%/build.sh}"); done

check=false
all=false
names=()
for argument in "$@"; do
  case $argument in
    --check) check=true ;;
    --all) all=true ;;
    -*) usage ;;
    *)
      [ -f "$argument/build.sh" ] || { echo "no guest named $argument; there are: ${guests[*]}" >&2; exit 2; }
      names+=("$argument")
      ;;
  esac
done
if [ ${#names[@]} -eq 0 ]; then
  $check || $all || usage
  names=("${guests[@]}")
fi

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

sums=prebuilt/SHA256SUMS
versions=prebuilt/VERSIONS.md
recorded_tools() {
  sed -n "s/^| $1 | \(.*\) |\$/\1/p" "$versions" 2>/dev/null
}

record() {
  local name=$1 tools=$2
  if $all && [ -f "$name/varies" ] && [ "$tools" = "$(recorded_tools "$name")" ]; then
    echo "$name: builds; the recorded file stays, since $(cat "$name/varies")"
    return
  fi
  cp -R "$out/$name/." prebuilt/
  rm prebuilt/made-by
  find prebuilt -mindepth 2 -type f -printf '%P\n' | sort | (cd prebuilt && xargs sha256sum) >"$out/sums"
  mv "$out/sums" "$sums"
  {
    printf '%s\n' '# What made the files here' '' '| guest | tools |' '| --- | --- |'
    { [ -f "$versions" ] && grep '^| ' "$versions" | sed 1,2d | grep -v "^| $name |"; echo "| $name | $tools |"; } | sort
  } >"$out/versions"
  mv "$out/versions" "$versions"
  echo "$name: built by $tools"
}

# Bytes are compared only where the tools are those of the record: another compiler makes other bytes.
compare() {
  local name=$1 tools=$2 was
  was=$(recorded_tools "$name")
  if [ "$tools" != "$was" ]; then
    echo "$name: builds; not compared, since it was recorded with $was and is built with $tools here"
  elif [ -f "$name/varies" ]; then
    echo "$name: builds; not compared, since $(cat "$name/varies")"
  elif (cd "$out/$name" && find . -type f ! -name made-by -printf '%P\n' | sort | xargs sha256sum) |
    grep -vxFf "$sums" >"$out/differs"; then
    sed "s/^[0-9a-f]*  /$name: differs from its digest: /" "$out/differs" >&2
    return 1
  else
    echo "$name: the same bytes as recorded"
  fi
}

built=0 failed=0 skipped=0
for name in "${names[@]}"; do
  status=0
  "$name/build.sh" "$out/$name" || status=$?
  if [ $status -eq 69 ] && $check; then
    skipped=$((skipped + 1))
  elif [ $status -ne 0 ]; then
    echo "$name: not built (exit $status)" >&2
    failed=$((failed + 1))
  else
    find "$out/$name" -type f -exec chmod 644 {} +
    tools=$(cat "$out/$name/made-by")
    if $check; then
      if compare "$name" "$tools"; then built=$((built + 1)); else failed=$((failed + 1)); fi
    else
      record "$name" "$tools"
      built=$((built + 1))
    fi
  fi
done
echo "guests: $built passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
