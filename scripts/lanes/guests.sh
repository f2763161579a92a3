# The prebuilt plugins are what their sources build to.
. scripts/lanes/lib.sh
[ -f guests/build.sh ] || skip 'no guests/build.sh'
bash guests/build.sh --check
