import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { nodeOptions } from '../../build/node-options.mjs';

test('`npm start` runs Node.js with what the tests and the benches run it with', async () => {
  const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));

  expect(scripts.start).toBe(`exec node ${nodeOptions.join(' ')} build/start.mjs`);
});

test('so does the image', async () => {
  const [, command] = /^CMD (\[.*)$/m.exec(await readFile('Dockerfile', 'utf8')) ?? [];

  expect(JSON.parse(command ?? 'null')).toEqual([
    'node',
    ...nodeOptions,
    '--enable-source-maps',
    'dist/server/main.js',
  ]);
});
