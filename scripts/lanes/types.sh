# Types: the sources, the portable folders without any platform's types, the tools around them, and how long editors wait.
. scripts/lanes/lib.sh
part 'src' tsc --noEmit
part 'portable folders' tsc -p tsconfig.portable.json
part 'scripts, tests, examples, bench' tsc -p tsconfig.tools.json
part 'an editor with a contract of 500 functions' tsx scripts/completion.ts
parts_done
