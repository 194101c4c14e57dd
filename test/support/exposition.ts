import { request } from 'undici';

export type Sample = Readonly<{ name: string; labels: Readonly<Record<string, string>>; value: number }>;

/** What a server says at `/metrics`: the types of all that it knows, and a sample a line. */
export type Exposition = Readonly<{
  types: ReadonlyMap<string, string>;
  samples: readonly Sample[];
  /** The sum of the samples of a name that have these labels; 0 where there is none. */
  valueOf: (name: string, labels?: Readonly<Record<string, string>>) => number;
}>;

export async function readMetrics(origin: string, headers: Readonly<Record<string, string>> = {}): Promise<Exposition> {
  const response = await request(`${origin}/metrics`, { headers });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`/metrics answered with ${response.statusCode}.`);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n')) {
    const [, typed, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (typed !== undefined && type !== undefined) types.set(typed, type);
    const [, name, labels, value] = /^([a-z]\w*)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) samples.push({ name, labels: readLabels(labels ?? ''), value: Number(value) });
  }
  const valueOf: Exposition['valueOf'] = (name, labels = {}) =>
    samples
      .filter((sample) => sample.name === name)
      .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
      .reduce((sum, { value }) => sum + value, 0);
  return { types, samples, valueOf };
}

function readLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]));
}
