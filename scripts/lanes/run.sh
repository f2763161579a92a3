#!/usr/bin/env bash
# Runs lanes, all of them or those named, and sums them up: scripts/lanes/run.sh [lane...]
#
# A lane is a script beside this one. It ends with 0 (passed), 77 (skipped, its last line says why) or anything else
# (failed), and may add lines "passed failed skipped" to the file $LANE_COUNTS; without any it counts as one.
set -uo pipefail
cd "$(dirname "$0")/../.."

all=(types lint build unit conformance fuzz example package installed nodes tiers browser bench soak guests)
lanes=("$@")
[ ${#lanes[@]} -gt 0 ] || lanes=("${all[@]}")
for lane in "${lanes[@]}"; do
  [ -f "scripts/lanes/$lane.sh" ] || { echo "no lane $lane; there are: ${all[*]}" >&2; exit 2; }
done

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 skipped=0
lines=()

for lane in "${lanes[@]}"; do
  echo "── $lane"
  export LANE_COUNTS=$logs/$lane.counts
  : >"$LANE_COUNTS"
  start=$SECONDS
  timeout --kill-after=10 "${LANE_SECONDS:-1200}" bash "scripts/lanes/$lane.sh" >"$logs/$lane" 2>&1 </dev/null
  status=$?
  read -r p f s < <(awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }' "$LANE_COUNTS")
  reason=
  case $status in
    0)
      [ "$((p + f + s))" -gt 0 ] || p=1
      verdict=passed
      ;;
    77)
      s=$((s + 1))
      verdict=skipped
      reason=$(tail -n 1 "$logs/$lane")
      ;;
    *)
      [ "$f" -gt 0 ] || f=1
      verdict=failed
      [ "$status" -ne 124 ] || reason='out of time'
      ;;
  esac
  # The parts of a passed lane that were left out say so by lines of their own.
  [ "$verdict" = failed ] && tail -n 120 "$logs/$lane"
  [ "$verdict" = passed ] && grep '^skipped: ' "$logs/$lane"
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
  lines+=("$(printf '%-12s %-8s %5d passed %3d failed %3d skipped %4d s  %s' \
    "$lane" "$verdict" "$p" "$f" "$s" "$((SECONDS - start))" "$reason")")
  echo "${lines[-1]}"
done

printf '\n%s\n' 'All lanes'
printf '%s\n' "${lines[@]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
