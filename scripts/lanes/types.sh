# Types: the sources, the portable folders without any platform's types, and the tools around them.
. scripts/lanes/lib.sh
part 'src' tsc --noEmit
part 'portable folders' tsc -p tsconfig.portable.json
part 'scripts, tests, examples, bench' tsc -p tsconfig.tools.json
parts_done
