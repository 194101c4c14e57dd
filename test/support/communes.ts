import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommuneData } from '../../src/domain/commune.js';

const builder = new URL('../../build/communes.mjs', import.meta.url);
const sourcePackage = '@etalab/decoupage-administratif';

type Builder = Readonly<{ writeCommunes: (outFile: string) => Promise<void> }>;

/** What the build makes of the communes of France, as text. */
export async function buildCommunes(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'immograph-communes-'));
  try {
    const outFile = join(dir, 'communes.json');
    // The build's scripts are JavaScript without declarations.
    const { writeCommunes } = (await import(builder.href)) as Builder;
    await writeCommunes(outFile);
    return await readFile(outFile, 'utf8');
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

export async function readCommuneData(): Promise<CommuneData> {
  return JSON.parse(await buildCommunes()) as CommuneData;
}

export type SourceCommune = Readonly<{
  code: string;
  nom: string;
  type: 'commune-actuelle' | 'arrondissement-municipal' | 'commune-deleguee' | 'commune-associee';
  departement: string;
  region: string;
  codesPostaux?: readonly string[];
  commune?: string;
  chefLieu?: string;
}>;

/** The rows that the build starts from. */
export async function readSourceCommunes(): Promise<readonly SourceCommune[]> {
  const { resolve } = createRequire(builder);
  return JSON.parse(await readFile(resolve(`${sourcePackage}/data/communes.json`), 'utf8')) as readonly SourceCommune[];
}
