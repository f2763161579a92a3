# The package's files: one ES module an entry, and the declarations.
. scripts/lanes/lib.sh
npm run --silent build
ls -l dist/*.js
