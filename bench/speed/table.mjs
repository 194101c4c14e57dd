import { goalTable } from './goals.mjs';

/** Which figures of a run are told, and how exactly. */
const figures = ['perSecond', 'p50', 'p99', 'callsARequest', 'cpuMsARequest', 'residentMb'];

/** One row for all the runs of one contender on one workload, with one delay and one number of connections. */
export function toRows(runs) {
  const groups = groupBy(runs, cellOf);
  return [...groups.values()].map((group) => {
    const [{ contender, workload, delayMs, connections }] = group;
    return {
      contender,
      workload,
      delayMs,
      connections,
      runs: group.length,
      ...Object.fromEntries(figures.map((name) => [name, median(group.map((run) => run[name]))])),
      badStatus: sum(group, 'badStatus'),
      failures: sum(group, 'failures'),
      isWhole: group.every(({ isWhole }) => isWhole),
    };
  });
}

/** Markdown: the goals, the ratios, one line a workload, and then a table for each with all the figures. */
export function toTables(rows, contenders, workloads) {
  const sections = groupBy(rows, ({ workload, delayMs, connections }) =>
    JSON.stringify({ workload, delayMs, connections }),
  );
  const parts = [...sections].map(([section, each]) => ({ ...JSON.parse(section), rows: each }));
  const titleOf = (contender) => contenders.find(({ name }) => name === contender).title;
  return [
    goalTable(rows, titleOf),
    ratioTable(parts, contenders),
    ...parts.map((part) => sectionTable(part, contenders, workloads)),
  ]
    .filter((each) => each !== null)
    .join('\n\n');
}

const ratioColumns = [
  { title: 'stock Apollo', names: ['apollo'] },
  { title: 'best peer as shipped', group: 'as shipped' },
  { title: 'best peer, tuned', group: 'tuned' },
  { title: 'ours', names: ['ours'] },
  { title: 'hand-written', names: ['hand-written'] },
  { title: 'best peer, remembered', group: 'remembered' },
  { title: 'ours, remembered', names: ['ours-warm'] },
  { title: 'ready-made bytes', names: ['ready-made'] },
];

function ratioTable(parts, contenders) {
  const lines = parts.map(({ workload, delayMs, connections, rows }) => {
    const base = rows.find(({ contender }) => contender === 'apollo')?.perSecond;
    const cells = ratioColumns.map(({ names, group }) => {
      const members = contenders.filter(
        (each) => names?.includes(each.name) ?? (each.group === group && each.isPeer && each.name !== 'ready-made'),
      );
      const candidates = rows.filter(({ contender }) => members.some(({ name }) => name === contender));
      const best = candidates.toSorted((one, other) => other.perSecond - one.perSecond)[0];
      if (best === undefined) return '';
      const name = names === undefined ? ` ${best.contender}` : '';
      return `${base === undefined ? `${perSecond(best.perSecond)}/s` : ratio(best.perSecond / base)}${name}`;
    });
    return `| ${workload}, ${delayMs} ms, ${connections} | ${cells.join(' | ')} |`;
  });
  return [
    '### Requests a second, as ratios to stock Apollo',
    '',
    `| workload, upstream, connections | ${ratioColumns.map(({ title }) => title).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(ratioColumns.length)}`,
    ...lines,
  ].join('\n');
}

function sectionTable({ workload, delayMs, connections, rows }, contenders, workloads) {
  const perSecondOf = (name) => rows.find(({ contender }) => contender === name)?.perSecond;
  const [apollo, floor] = [perSecondOf('apollo'), perSecondOf('hand-written')];
  const lines = contenders.flatMap(({ name, title, group }) => {
    const row = rows.find(({ contender }) => contender === name);
    if (row === undefined) return [];
    const cells = [
      title,
      group,
      perSecond(row.perSecond),
      apollo === undefined ? '' : ratio(row.perSecond / apollo),
      floor === undefined ? '' : ratio(row.perSecond / floor),
      row.p50.toFixed(1),
      row.p99.toFixed(1),
      row.callsARequest.toFixed(2),
      row.cpuMsARequest.toFixed(2),
      String(Math.round(row.residentMb)),
      troubleOf(row),
    ];
    return [`| ${cells.join(' | ')} |`];
  });
  return [
    `### ${workload}: upstreams after ${delayMs} ms, ${connections} connections`,
    '',
    `${workloads[workload].describe}.`,
    '',
    '| | | requests/s | × Apollo | × hand-written | p50 ms | p99 ms | upstream calls | CPU ms | resident MB | trouble |',
    '| --- | --- |' + ' ---: |'.repeat(8) + ' --- |',
    ...lines,
  ].join('\n');
}

function troubleOf({ badStatus, failures, isWhole }) {
  return [
    ...(badStatus > 0 ? [`${badStatus} turned away`] : []),
    ...(failures > 0 ? [`${failures} failed`] : []),
    ...(isWhole ? [] : ['answers were too short under load']),
  ].join(', ');
}

function cellOf({ contender, workload, delayMs, connections }) {
  return JSON.stringify([workload, delayMs, connections, contender]);
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
}

function sum(items, name) {
  return items.reduce((total, item) => total + item[name], 0);
}

/** Of nothing at all there are no multiples: a run that is too short for one answer. */
function ratio(value) {
  if (!Number.isFinite(value)) return '–';
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

function perSecond(value) {
  return value.toFixed(value < 100 ? 1 : 0);
}
