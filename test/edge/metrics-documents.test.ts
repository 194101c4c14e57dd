import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { walkAdvertFlxId } from '../../src/sandbox/market.js';
import { readMetrics } from '../support/exposition.js';
import type { Exposition } from '../support/exposition.js';
import { startImmograph } from '../support/immograph.js';
import type { Json, RunningImmograph } from '../support/immograph.js';
import { walkQuery } from '../support/walk.js';

type Row = Readonly<{ name: string; type: string; labels: readonly string[] }>;

type Panel = Readonly<{ id: number; title: string; gridPos: Readonly<Record<'x' | 'y' | 'w' | 'h', number>> }>;

/** The rows of the tables in docs/metrics.md. */
function readTable(): readonly Row[] {
  const rows = readFileSync('docs/metrics.md', 'utf8').matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]*)\|/gm);
  return [...rows].map(([, name = '', type = '', labels = '']) => ({
    name,
    type,
    labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label),
  }));
}

/** The metric that a sample belongs to: those of histograms have names of their own. */
function metricOf(sample: string, { types }: Exposition): string {
  const stem = sample.replace(/_(bucket|sum|count)$/, '');
  return types.get(stem) === 'histogram' ? stem : sample;
}

describe('the documents about metrics', () => {
  let immograph: RunningImmograph;
  let exposed: Exposition;
  beforeAll(async () => {
    immograph = await startImmograph();
    await immograph.ask(walkQuery, { variables: { flxId: walkAdvertFlxId } });
    exposed = await readMetrics(immograph.origin);
  });
  afterAll(() => immograph.stop());

  const isHere = (name: string) => process.platform === 'linux' || !name.startsWith('process_');

  it('list every metric that the server exposes, and no other, each with its type', () => {
    const listed = readTable().filter(({ name }) => isHere(name));
    const names = (rows: Iterable<readonly [string, string]>) => [...rows].map((row) => row.join(' ')).sort();

    expect(names(listed.map(({ name, type }) => [name, type]))).toEqual(names([...exposed.types]));
  });

  it('list the labels that samples have, and no others', () => {
    const labelsOf = new Map<string, Set<string>>();
    for (const { name, labels } of exposed.samples) {
      const metric = metricOf(name, exposed);
      const known = labelsOf.get(metric) ?? new Set();
      for (const label of Object.keys(labels)) if (label !== 'le') known.add(label);
      labelsOf.set(metric, known);
    }
    const listed = readTable().filter(({ name }) => labelsOf.has(name));

    expect(listed.length).toBeGreaterThan(30);
    for (const { name, labels } of listed) {
      expect([name, ...labels].sort()).toEqual([name, ...(labelsOf.get(name) ?? [])].sort());
    }
  });

  it('have a dashboard each of whose queries names metrics and labels that there are', () => {
    const dashboard: Json = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8'));
    const labelsOf = new Map(readTable().map(({ name, labels }) => [name, ['instance', 'le', ...labels]]));
    const queries: readonly string[] = [
      ...dashboard.panels.flatMap(({ targets = [] }: Json) => targets.map(({ expr }: Json) => expr)),
      ...dashboard.templating.list.flatMap(({ definition }: Json) => (definition === undefined ? [] : [definition])),
    ];

    expect(queries.length).toBeGreaterThan(30);
    for (const query of queries) {
      const named = [...query.matchAll(/\b(?:immograph|process|nodejs)_\w+/g)].map(([name]) => metricOf(name, exposed));
      expect({ query, unknown: named.filter((name) => !labelsOf.has(name)), isNaming: named.length > 0 }).toEqual({
        query,
        unknown: [],
        isNaming: true,
      });
      const known = named.flatMap((name) => labelsOf.get(name) ?? []);
      const selected = [...query.matchAll(/(\w+)=~?"|(\w+)!="|by \(([^)]*)\)|, (\w+)\)$/g)].flatMap(
        ([, equal, unequal, by, last]) => [equal, unequal, last, ...(by?.split(', ') ?? [])],
      );
      const unknown = selected.filter((label) => label !== undefined && label !== '' && !known.includes(label));
      expect({ query, unknown }).toEqual({ query, unknown: [] });
    }
  });

  it('have a dashboard whose panels do not lie on each other', () => {
    const { panels } = JSON.parse(readFileSync('docs/grafana-dashboard.json', 'utf8')) as Readonly<{
      panels: readonly Panel[];
    }>;
    const taken = new Set<string>();
    for (const { gridPos, title } of panels) {
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, x < 24, taken.has(`${x} ${y}`)]).toEqual([title, true, false]);
          taken.add(`${x} ${y}`);
        }
      }
    }
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
