# The packed package in an empty folder: the README's programs, type-checked and run by every runtime.
. scripts/lanes/lib.sh
[ -d guests/prebuilt/greeter ] || skip 'no prebuilt plugins at guests/prebuilt/greeter'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm pack --silent --pack-destination "$folder"
tsx scripts/programs.ts "$folder/programs" README.md
mkdir "$folder/app"
cp -r guests/prebuilt/greeter "$folder/app/plugins"
cp "$folder"/programs/* "$folder/app"
echo '{ "name": "app", "private": true, "type": "module" }' >"$folder/app/package.json"
npm install --prefix "$folder/app" --loglevel=error "$folder"/hospes-*.tgz
cp -r node_modules/@types node_modules/undici-types "$folder/app/node_modules"

# The programs greet by the hour of the day: a zone where it is nine in the morning makes their output one text.
zone=$(node -p 'const o = (9 - new Date().getUTCHours() + 24) % 24; o > 14 ? `Etc/GMT+${24 - o}` : `Etc/GMT-${o}`')

# prints PROGRAM COMMAND...: runs it in the app and compares what it prints with what the page promises.
prints() {
  local program=$1
  shift
  cd "$folder/app"
  if [ -f "$program.txt" ]; then
    TZ=$zone "$@" | diff "$program.txt" -
  else
    TZ=$zone "$@"
  fi
}

checks() {
  cd "$folder/app"
  tsc --noEmit --strict --exactOptionalPropertyTypes --noUncheckedIndexedAccess --target es2024 --module nodenext \
    --lib es2024,esnext.disposable --types node --skipLibCheck false ./*.ts
}

part 'the programs type-check' checks
for file in "$folder"/app/*.mjs; do
  program=$(basename "$file" .mjs)
  part "program $program, Node $(node --version)" prints "$program" node "$program.mjs"
  for name in node24 deno bun; do
    if ! path=$(runtime "$name"); then
      skipped_part "program $program, $name" 'could not be installed'
      continue
    fi
    case $name in
      node24) run=("$path" "$program.ts") ;;
      deno) run=("$path" run --quiet --allow-read "$program.ts") ;;
      bun) run=("$path" run "$program.ts") ;;
    esac
    part "program $program, $name" prints "$program" "${run[@]}"
  done
done
part 'the command line' "$folder/app/node_modules/.bin/hospes" inspect "$folder"/app/plugins/*.wasm
parts_done
