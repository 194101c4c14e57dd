/** One size in a process of its own, so that what it weighs is its own: prints one line of JSON. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMarket } from './matching-requests.mjs';

const [serverDir, communesFile, size, seed] = process.argv.slice(2);
const load = (module) => import(pathToFileURL(`${serverDir}/domain/${module}.js`).href);
const { createCommuneIndex } = await load('commune');
const { createRequestIndex } = await load('request-index');
const { silentAdvert } = await load('matchable-advert');
const { matchAdvert } = await load('matching');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

const PAGE = 10_000;
const count = Number(size);
const communes = createCommuneIndex(JSON.parse(readFileSync(communesFile, 'utf8')));
const inhabited = createRequire(import.meta.url)('@etalab/decoupage-administratif/data/communes.json').filter(
  ({ type, code, population }) =>
    population > 0 &&
    (type === 'arrondissement-municipal' ||
      (type === 'commune-actuelle' && communes.arrondissementsOf(code).length === 0)),
);
const market = createMarket(inhabited, Number(seed));

collectGarbage();
const before = memory();
const index = createRequestIndex('771', communes);
let buildMs = 0;
for (let from = 0; from < count; from += PAGE) {
  const page = Array.from({ length: Math.min(PAGE, count - from) }, (_, at) => market.requestOf(1 + from + at));
  buildMs += time(() => index.apply(page));
}
collectGarbage();
collectGarbage();
const after = memory();

const page = { minScore: 50, first: 20 };
const warmUp = Array.from({ length: 300 }, () => market.advertOf(silentAdvert));
const coldMs = warmUp.map((advert) => time(() => index.match([advert], page)));
const adverts = Array.from({ length: 2000 }, () => market.advertOf(silentAdvert));
const totals = [];
const candidates = [];
const matchWall = [];
const matchMs = adverts.map((advert) =>
  time(() => {
    const [{ totalCount, examinedCount }] = index.match([advert], page);
    totals.push(totalCount);
    candidates.push(examinedCount);
  }, matchWall),
);
const countMs = adverts.slice(0, 500).map((advert) => time(() => index.match([advert], { ...page, first: 0 })));
const pageMs = Array.from({ length: 10 }, (_, run) =>
  time(() => index.match(adverts.slice(run * 100, run * 100 + 100), page)),
);
const sameSearchMs = Array.from({ length: 10 }, (_, run) => {
  const { inseeCode, offerType, propertyClass } = adverts[run];
  const found = adverts.slice(0, 100).map((advert) => ({ ...advert, inseeCode, offerType, propertyClass }));
  return time(() => index.match(found, page));
});

/** Half of them change a little, a third are made anew, the rest come and go. */
const increment = () =>
  Array.from({ length: 1000 }, (_, at) => {
    const id = market.integer(1, count);
    const known = index.get(String(id));
    if (at % 10 === 9 && known !== null) return { removed: String(id) };
    if (at % 2 === 0 && known !== null) {
      return { ...known, comment: `${known.comment} Rappelé.`, updatedAt: new Date().toISOString() };
    }
    return market.requestOf(at % 10 === 7 ? count + at : id);
  });

/** As a server takes an increment over: something else can be answered after each part. */
const PARTS = [64, 128, 256, 256, 256, 40];
const partMs = [];
const partWall = [];
const inPartsMs = Array.from({ length: 30 }, () => {
  const changes = increment();
  let from = 0;
  const parts = PARTS.map((size) => changes.slice(from, (from += size)));
  const ms = parts.map((part) => time(() => index.apply(part), partWall));
  partMs.push(...ms);
  return sum(ms);
});

const applyWall = [];
const firstMatchMs = [];
const applyMs = Array.from({ length: 30 }, (_, run) => {
  const changes = increment();
  const ms = time(() => index.apply(changes), applyWall);
  firstMatchMs.push(time(() => index.match([adverts[run]], page)));
  return ms;
});

const town = (run) => ({ isActive: true, inseeCode: adverts[run].inseeCode });
const listMs = Array.from({ length: 200 }, () => {
  const requestId = String(market.integer(1, count));
  return time(() => index.page({ filter: { isActive: true }, after: { requestId, updatedAt: null }, first: 100 }));
});
const townMs = Array.from({ length: 20 }, (_, run) => time(() => index.page({ filter: town(run), first: 100 })));

const latest = { field: 'UPDATED_AT', direction: 'DESC' };
const latestMs = Array.from({ length: 20 }, () =>
  time(() => index.page({ filter: { isActive: true }, order: latest, first: 100 })),
);
const townLatestMs = Array.from({ length: 20 }, (_, run) =>
  time(() => index.page({ filter: town(run), order: latest, first: 100 })),
);
const totalMs = Array.from({ length: 20 }, () => time(() => index.count({ isActive: true })));
const townTotalMs = Array.from({ length: 20 }, (_, run) => time(() => index.count(town(run))));

const scanned = Math.min(count, 10_000);
const all = index.page({ filter: {}, first: scanned }).requests;
const scanMs = adverts
  .slice(0, 5)
  .map((advert) =>
    time(() => all.filter((request) => request.isActive && matchAdvert(request, advert, communes.covers, 50) !== null)),
  );

const stringifyMs = Array.from({ length: 5 }, () => time(() => all.map((request) => JSON.stringify(request))));

console.log(
  JSON.stringify({
    requests: count,
    buildSeconds: round(buildMs / 1000),
    bytesEach: Math.round((after.held - before.held) / count),
    residentBytesEach: Math.round((after.rss - before.rss) / count),
    firstMatchesMs: spread(coldMs),
    matchMs: spread(matchMs),
    matchWallMs: spread(matchWall),
    countOnlyMs: spread(countMs),
    candidates: spread(candidates),
    matches: spread(totals),
    nanosecondsACandidate: Math.round((1e6 * sum(matchMs)) / sum(candidates)),
    hundredAdvertsMs: spread(pageMs),
    hundredAdvertsOfOneSearchMs: spread(sameSearchMs),
    thousandChangesMs: spread(applyMs),
    thousandChangesWallMs: spread(applyWall),
    thousandChangesInPartsMs: spread(inPartsMs),
    partOfChangesMs: spread(partMs),
    partOfChangesWallMs: spread(partWall),
    firstMatchAfterChangesMs: spread(firstMatchMs),
    pageMs: spread(listMs),
    pageOfACommuneMs: spread(townMs),
    latestPageMs: spread(latestMs),
    latestPageOfACommuneMs: spread(townLatestMs),
    countMs: spread(totalMs),
    countOfACommuneMs: spread(townTotalMs),
    stringifyMicrosecondsARequest: round((1000 * median(stringifyMs)) / scanned),
    bruteForceMicrosecondsARequest: round((1000 * median(scanMs)) / scanned),
  }),
);

function memory() {
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, held: heapUsed + external };
}

/** In milliseconds of the process's own CPU time, so that what else the machine does costs nothing; and by the clock. */
function time(work, wall = []) {
  const beganAt = performance.now();
  const startedAt = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(startedAt);
  wall.push(performance.now() - beganAt);
  return (user + system) / 1000;
}

function spread(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share) => round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { p50: at(0.5), p99: at(0.99), most: round(sorted.at(-1)) };
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
