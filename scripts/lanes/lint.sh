# Format, lint, import cycles, the order of the folders.
. scripts/lanes/lib.sh
biome ci --colors=off
