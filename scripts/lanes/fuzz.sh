# Mutants of modules, components and WIT texts, and guests that hand over random memory, always the same ones.
# HOSPES_MUTANTS says how many of each kind, the dear ones fewer: 25,000 are some hundred thousand in all.
. scripts/lanes/lib.sh
export HOSPES_MUTANTS=${HOSPES_MUTANTS:-25000}
run_vitest node --project unit src/guard/mutants test/fuzz
