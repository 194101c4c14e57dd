/** What immograph has to reach on the bench: ratios to stock Apollo, milliseconds, calls and megabytes. */
const goals = [
  { cell: ['A', 0, 16, 'ours'], figure: 'ratio', atLeast: 4.5 },
  { cell: ['B', 0, 16, 'ours'], figure: 'ratio', atLeast: 5 },
  { cell: ['B-same', 0, 16, 'ours'], figure: 'ratio', atLeast: 8.5 },
  { cell: ['A', 20, 1, 'ours'], figure: 'p50', atMost: 44 },
  { cell: ['A', 20, 64, 'ours'], figure: 'p99', atMost: 300 },
  { cell: ['B-same', 20, 64, 'ours'], figure: 'callsARequest', atMost: 1.2 },
  { cell: ['A', 0, 16, 'ours-warm'], figure: 'ratio', atLeast: 120 },
  { cell: ['A', 0, 64, 'ours'], figure: 'residentMb', atMost: 180 },
];

const nouns = {
  ratio: 'requests a second × stock Apollo',
  p50: 'p50, ms',
  p99: 'p99, ms',
  callsARequest: 'upstream calls a request',
  residentMb: 'resident MB after the load',
};

/** Markdown; `null` where nothing of it was measured. */
export function goalTable(rows, titleOf) {
  const lines = goals.flatMap(({ cell: [workload, delayMs, connections, contender], figure, atLeast, atMost }) => {
    const rowOf = (name) =>
      rows.find(
        (row) =>
          row.workload === workload &&
          row.delayMs === delayMs &&
          row.connections === connections &&
          row.contender === name,
      );
    const row = rowOf(contender);
    const base = rowOf('apollo');
    const reached = figure !== 'ratio' ? row?.[figure] : base && row && row.perSecond / base.perSecond;
    if (reached === undefined || !Number.isFinite(reached)) return [];
    const aim = atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`;
    const isReached = atLeast === undefined ? reached <= atMost : reached >= atLeast;
    const where = `${workload}, ${delayMs} ms, ${connections}: ${titleOf(contender)}`;
    return [`| ${where} | ${nouns[figure]} | ${aim} | ${reached.toFixed(2)} | ${isReached ? 'yes' : 'no'} |`];
  });
  if (lines.length === 0) return null;
  return ['### Goals', '', '| | | goal | reached | |', '| --- | --- | ---: | ---: | --- |', ...lines].join('\n');
}
