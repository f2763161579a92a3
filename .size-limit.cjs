// What users download, gzipped. Theirs is a bundle, so it is measured in one.
const modifyEsbuildConfig = config => ({ ...config, format: 'esm' })

module.exports = [
  { name: 'whole library', path: 'dist/index.js', ignore: ['node:*'], limit: '140 kB' },
  { name: 'in a browser', path: 'dist/browser.js', limit: '140 kB' },
  { name: 'inspect alone', path: 'dist/index.js', import: '{ inspect }', ignore: ['node:*'], limit: '100 kB' },
].map(check => ({ ...check, gzip: true, modifyEsbuildConfig }))
