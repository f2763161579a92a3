# A tenth of the soak, to the same bounds as the whole: nothing is lost, no memory and no handle stays behind.
. scripts/lanes/lib.sh
tsx scripts/build.ts
tsx scripts/soak.ts --size 0.1
