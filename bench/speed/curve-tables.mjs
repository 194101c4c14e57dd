const titles = {
  page: 'Adverts a page (A, 4 connections, cache off)',
  connections: 'Connections (cache off)',
  documents: 'Documents in turn that differ by an alias (B, 16 connections, cache off)',
  processes: 'Processes (16 connections each, cache off)',
  memory: 'Memory over requests, one in nine for an advert never asked for before (B, 16 connections, cache on)',
};

const columns = {
  adverts: 'adverts',
  processes: 'processes',
  workload: 'workload',
  connections: 'connections',
  documents: 'documents',
  requests: 'requests',
  perSecond: 'requests/s',
  p50: 'p50 ms',
  p99: 'p99 ms',
  callsARequest: 'upstream calls',
  cpuMsARequest: 'CPU ms',
  cpuMsAnAdvert: 'CPU ms an advert',
  residentMb: 'resident MB',
  peakResidentMb: 'peak MB',
  badStatus: 'turned away',
};

/** Markdown: how the curves were taken, and a table each. */
export function curveTables({ date, machine, loadAverageBefore, generator, command, curves }) {
  const head = `Of ${date.slice(0, 10)}, by \`${command}\`: ${machine}; load average before ${loadAverageBefore.join(', ')}; load by ${generator}.`;
  return [head, ...Object.entries(curves).map(([name, points]) => curveTable(titles[name], points))].join('\n\n');
}

function curveTable(title, points) {
  const shown = Object.keys(columns).filter((name) => points[0][name] !== undefined);
  return [
    `### ${title}`,
    '',
    `| ${shown.map((name) => columns[name]).join(' | ')} |`,
    `|${' ---: |'.repeat(shown.length)}`,
    ...points.map((point) => `| ${shown.map((name) => cellOf(point[name])).join(' | ')} |`),
  ].join('\n');
}

function cellOf(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}
