import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `npm run check`: everything but the tests that can tell whether the tree is in order. Runs all, then says what failed. */

const GENERATED = 'src/generated/graphql.ts';

const checks = [
  ['types', ['tsc', '--noEmit']],
  ['types of the explorer', ['tsc', '--noEmit', '-p', 'build/explorer']],
  ['lint', ['eslint', '.']],
  ['format', ['prettier', '--check', '--log-level', 'warn', '.']],
  ['walls', ['depcruise', '--config', '.dependency-cruiser.mjs', '--output-type', 'err', 'src', 'test']],
  ['unused', ['knip']],
];

const failed = checks.filter(([name, command]) => !succeeds(name, command)).map(([name]) => name);
if (!isGeneratedUpToDate()) failed.push('codegen');

if (failed.length > 0) {
  console.error(`\ncheck failed: ${failed.join(', ')}`);
  process.exit(1);
}
console.log('\ncheck passed: types, lint, format, walls, unused, codegen');

function succeeds(name, [program, ...args]) {
  const startedAt = performance.now();
  const { status } = spawnSync('npx', ['--no-install', program, ...args], { stdio: 'inherit' });
  console.log(
    `${status === 0 ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
  );
  return status === 0;
}

/** The committed types must be what the schema gives. */
function isGeneratedUpToDate() {
  const before = readFileSync(GENERATED, 'utf8');
  if (!succeeds('codegen', ['graphql-codegen', '--config', 'codegen.ts', '--silent'])) return false;
  if (readFileSync(GENERATED, 'utf8') === before) return true;
  console.error(`${GENERATED} was not what the schema gives: it is now; commit it.`);
  return false;
}
