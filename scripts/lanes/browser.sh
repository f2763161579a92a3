# The browser's entry in headless Chromium, in pages that are cross-origin isolated and others: every prebuilt greeter,
# fetched and called, and what the table of docs/security.md says of the tiers.
. scripts/lanes/lib.sh
[ -d guests/prebuilt/greeter ] || skip 'no prebuilt plugins at guests/prebuilt/greeter'
tsx scripts/build.ts
[ -f dist/browser.js ] || skip 'no dist/browser.js'

chromium=$(command -v chromium || true)
if [ -z "$chromium" ]; then
  command -v apt-get >/dev/null || skip 'no chromium, and no apt-get to install it'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null ||
    skip 'chromium could not be installed'
  chromium=$(command -v chromium)
fi
tsx scripts/lanes/browser.ts "$chromium"
