# What the tiers guarantee, tried on every runtime and held to the table of docs/security.md; and the hostile cases.
. scripts/lanes/lib.sh
tsx scripts/build.ts
part 'Node 20' tsx scripts/lanes/tiers.ts Node node
for name in node24 deno bun; do
  if ! path=$(runtime "$name"); then
    skipped_part "$name" 'could not be installed'
    continue
  fi
  case $name in
    node24) part 'Node 24' tsx scripts/lanes/tiers.ts Node "$path" ;;
    deno) part Deno tsx scripts/lanes/tiers.ts Deno "$path" run --quiet --allow-all ;;
    bun) part Bun tsx scripts/lanes/tiers.ts Bun "$path" ;;
  esac
done
parts_done
