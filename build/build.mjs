import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isComplete, isUpToDate, makePart } from './part.mjs';

const usage = `Usage: npm run build [-- [--only server|explorer|communes] [--force]]

Makes what is missing or out of date in dist/:
  server     src/**/*.ts without their types, one file each, with source maps
  explorer   GraphiQL and all that it loads, bundled to be served from this origin alone
  communes   the French communes, boiled down to what locations are resolved with

  --only     one part (may be given several times)
  --force    even where nothing changed
  --help     this text`;

export const rootDir = fileURLToPath(new URL('..', import.meta.url));
const buildDir = join(rootDir, 'build');
const distDir = join(rootDir, 'dist');

/** The builders are loaded when something is to be built: loading them takes longer than finding that nothing is. */
const parts = [
  {
    name: 'server',
    output: 'server',
    inputs: inputs('src', 'tsconfig.json', 'build/compile-server.mjs'),
    make: async (out) => (await import('./compile-server.mjs')).compileServer(join(rootDir, 'src'), out),
  },
  {
    name: 'explorer',
    output: 'explorer',
    inputs: inputs('build/explorer', 'build/bundle-explorer.mjs'),
    make: async (out) => (await import('./bundle-explorer.mjs')).bundleExplorer(join(buildDir, 'explorer'), out),
  },
  {
    name: 'communes',
    output: 'communes.json',
    inputs: inputs('build/communes.mjs'),
    make: async (out) => (await import('./communes.mjs')).writeCommunes(out),
  },
];

/**
 * Makes the parts that are not up to date. Where the build's own dependencies are not installed (an image that only
 * runs), what is there has to be complete.
 */
export async function ensureBuild({ only = parts.map(({ name }) => name), force = false, say = console.log } = {}) {
  const wanted = parts.filter(({ name }) => only.includes(name));
  if (!canBuild()) return requireComplete(wanted);

  for (const part of wanted) {
    if (!force && (await isUpToDate(part, distDir))) continue;
    const startedAt = performance.now();
    await makePart(part, distDir);
    say(`built dist/${part.output} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  }
}

/** Every part also depends on the versions that are installed. */
function inputs(...paths) {
  return [...paths, 'package-lock.json'].map((path) => join(rootDir, path));
}

function canBuild() {
  const { resolve } = createRequire(import.meta.url);
  const isInstalled = (name) => resolve.paths(name).some((dir) => existsSync(join(dir, name)));
  return ['esbuild', 'graphiql', '@etalab/decoupage-administratif'].every(isInstalled);
}

async function requireComplete(wanted) {
  for (const part of wanted) {
    if (await isComplete(part, distDir)) continue;
    throw new Error(`dist/${part.output} is missing or damaged, and what builds it is not installed: run \`npm ci\`.`);
  }
}

async function main() {
  const names = parts.map(({ name }) => name);
  const { values } = parseArgs({
    options: { only: { type: 'string', multiple: true }, force: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(usage);

  const unknown = values.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`--only takes ${names.join(', ')}, not ${unknown}`);
  await ensureBuild({ only: values.only, force: values.force });
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
