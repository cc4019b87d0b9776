// Runs a TypeScript app without type-checking it: node scripts/run.cjs main.ts
// The app becomes one script in memory, which starts faster than a hook that translates file by file (npm run bench
// cold).
const Module = require('node:module');
const { dirname, resolve } = require('node:path');
const { buildSync } = require('esbuild');

const file = resolve(process.argv[2]);
// The app sees the arguments that `node main.ts` would give it.
process.argv.splice(1, 2, file);
const text = bundle(file);
if (text === undefined) process.exitCode = 1;
else run(file, text);

function bundle(entry) {
  try {
    const { outputFiles } = buildSync({
      entryPoints: [entry],
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      // Traces and findings name lines of the sources. Its folder is the one that paths in the map begin from.
      sourcemap: 'inline',
      sourcesContent: false,
      outfile: `${entry}.js`,
      write: false,
      logLevel: 'error',
    });
    return outputFiles[0].text;
  } catch {
    // esbuild has said what it does not understand, and where.
    return undefined;
  }
}

function run(entry, text) {
  process.setSourceMapsEnabled(true);
  const app = new Module(entry);
  app.filename = entry;
  app.paths = [...Module._nodeModulePaths(dirname(entry)), ...Module._nodeModulePaths(process.cwd())];
  app._compile(text, entry);
}
