/**
 * Boils the French communes down to what place names are resolved with.
 *
 * The data come from the Code officiel géographique (Insee), the postal codes (La Poste) and the population figures
 * (Insee), as put together by Etalab in @etalab/decoupage-administratif. They are under the Licence Ouverte / Open
 * Licence 2.0 of Etalab, which asks that the source be named: the file that is written names it.
 */
import { realpathSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const sourcePackage = '@etalab/decoupage-administratif';
const codePattern = /^[0-9][0-9AB][0-9]{3}$/;
const postalCodePattern = /^[0-9]{5}$/;

/** From this population on, a name that goes on after the town's ("Nice Cimiez") is taken for one of its quarters. */
const townPopulation = 20_000;

/** Writes the columns that `createCommuneIndex` reads; the shape is `CommuneData`. */
export async function writeCommunes(outFile) {
  const { version } = await readSource('package.json');
  const rows = await readSource('data/communes.json');
  const departments = await readSource('data/departements.json');
  const regions = await readSource('data/regions.json');

  const places = rows.filter(({ type }) => type === 'commune-actuelle' || type === 'arrondissement-municipal');
  const formers = rows.filter(({ type }) => type === 'commune-deleguee' || type === 'commune-associee');
  if (places.length + formers.length !== rows.length) {
    throw new Error(`${sourcePackage} has communes of an unknown type`);
  }
  places.sort(byCode);
  formers.sort(byCode);
  for (const place of places) check(place);

  await writeFile(
    outFile,
    JSON.stringify({
      source: `${sourcePackage} ${version} (Insee, La Poste, Etalab)`,
      licence: 'Licence Ouverte 2.0',
      regions: regions.map(({ code, nom }) => [code, nom]),
      departments: departments.map(({ code, nom, region }) => [code, nom, region]),
      communes: {
        inseeCodes: places.map(({ code }) => code).join(''),
        names: places.map(({ nom }) => nom).join('\n'),
        postalCodes: places.map(({ codesPostaux = [] }) => codesPostaux.join(' ')).join('\n'),
      },
      arrondissements: childrenByParent(places),
      formerCommunes: {
        names: formers.map(({ nom }) => nom).join('\n'),
        inseeCodes: formers.map(({ chefLieu }) => chefLieu).join(''),
      },
      towns: places
        .filter(({ type, population = 0 }) => type === 'commune-actuelle' && population >= townPopulation)
        .map(({ code }) => code)
        .join(''),
    }),
  );
}

async function readSource(path) {
  const { resolve } = createRequire(import.meta.url);
  return JSON.parse(await readFile(resolve(`${sourcePackage}/${path}`), 'utf8'));
}

function byCode(a, b) {
  return a.code < b.code ? -1 : 1;
}

/** What the columns rely on: fixed widths, separators that occur in no value, codes that begin with the département. */
function check({ code, nom, departement, codesPostaux = [] }) {
  const isSound =
    codePattern.test(code) &&
    code.startsWith(departement) &&
    !nom.includes('\n') &&
    codesPostaux.every((postalCode) => postalCodePattern.test(postalCode));
  if (!isSound) throw new Error(`${sourcePackage} has a commune of an unexpected form: ${code} ${nom}`);
}

function childrenByParent(places) {
  const children = {};
  for (const { code, commune } of places) {
    if (commune !== undefined) (children[commune] ??= []).push(code);
  }
  return children;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [outFile] = process.argv.slice(2);
  if (outFile === undefined) {
    console.error('Usage: node build/communes.mjs OUT');
    process.exitCode = 1;
  } else {
    await writeCommunes(outFile);
  }
}
