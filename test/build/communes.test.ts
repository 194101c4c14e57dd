import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCommuneIndex } from '../../src/domain/commune.js';
import type { CommuneData } from '../../src/domain/commune.js';
import { buildCommunes, readSourceCommunes } from '../support/communes.js';

const script = fileURLToPath(new URL('../../build/communes.mjs', import.meta.url));
const run = promisify(execFile);

describe('the communes that the build writes', () => {
  let text: string;
  let dir: string;

  beforeAll(async () => {
    text = await buildCommunes();
    dir = await mkdtemp(join(tmpdir(), 'immograph-communes-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('take less than a megabyte', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  });

  it('name their source and its licence', () => {
    expect(JSON.parse(text)).toMatchObject({
      source: expect.stringMatching(/^@etalab\/decoupage-administratif \d+\.\d+\.\d+ /),
      licence: 'Licence Ouverte 2.0',
    });
  });

  it('are all of those of today, as the source has them', async () => {
    const communes = createCommuneIndex(JSON.parse(text) as CommuneData);
    const rows = (await readSourceCommunes()).filter(({ chefLieu }) => chefLieu === undefined);

    const different = rows.filter(({ code, nom, codesPostaux = [], commune = null }) => {
      const found = communes.findByInseeCode(code);
      const isSame = found?.name === nom && found.parentInseeCode === commune;
      return !isSame || found.postalCodes.join() !== codesPostaux.join();
    });

    expect(rows).toHaveLength(35_014);
    expect(different).toEqual([]);
  });

  it('keep nothing of the codes that communes had before, which today are those of others', () => {
    const { communes, formerCommunes, towns } = JSON.parse(text) as CommuneData;

    // Antony had 75002, which is a postal code of Paris now.
    for (const codes of [communes.inseeCodes, formerCommunes.inseeCodes, towns]) {
      expect(codes.match(/.{5}/g)).not.toContain('75002');
    }
  });

  it('are the same every time', async () => {
    expect(await buildCommunes()).toBe(text);
  });

  it('are written by the command too', async () => {
    const outFile = join(dir, 'communes.json');

    await run(process.execPath, [script, outFile]);

    expect(await readFile(outFile, 'utf8')).toBe(text);
  });

  it('are not written where the command is not told where', async () => {
    await expect(run(process.execPath, [script])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Usage: node build/communes.mjs OUT'),
    });
  });

  it('are not written into a directory that is not there', async () => {
    await expect(run(process.execPath, [script, join(dir, 'nowhere', 'communes.json')])).rejects.toMatchObject({
      stderr: expect.stringContaining('ENOENT'),
    });
  });
});
