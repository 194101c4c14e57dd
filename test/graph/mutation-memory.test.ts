import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMutationMemory } from '../../src/graph/mutation-memory.js';
import { createEmbeddedStore } from '../../src/store/embedded-store.js';
import { StoreUnavailable } from '../../src/store/store.js';
import type { Store } from '../../src/store/store.js';

let folder: string;
let store: Store;
let writes: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'immograph-mutations-'));
  store = await createEmbeddedStore({ directory: folder });
  writes = 0;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

type Outcome = Readonly<{ requestId: string; notKept: readonly string[] | null }>;

const mutation = (id: string, input: unknown = { comment: 'Divorcing' }, leftMs = 5_000) => ({
  clientId: 'agent',
  id,
  input,
  deadlineAt: performance.now() + leftMs,
});
const work = (write: () => Promise<string> = () => Promise.resolve('42'), isUndone = false) => ({
  write: async () => {
    writes += 1;
    const requestId = await write();
    return { requestId, outcome: { requestId, notKept: null } satisfies Outcome };
  },
  recall: (done: Outcome) => done,
  isUndone: () => isUndone,
});
const fails = () => Promise.reject(new Error('It failed.'));

describe('a mutation that another process has made', () => {
  it('is answered with its request, and with what was found when it was read back', async () => {
    const first = createMutationMemory(store);
    await first.once<Outcome>(mutation('a'), work());

    expect(await createMutationMemory(store).once<Outcome>(mutation('a'), work())).toEqual({
      requestId: '42',
      notKept: null,
    });
    await first.noteReadBack(mutation('a'), ['margin']);
    expect(await createMutationMemory(store).once<Outcome>(mutation('a'), work())).toEqual({
      requestId: '42',
      notKept: ['margin'],
    });
    expect(writes).toBe(1);
  });

  it('is waited for while it is under way', async () => {
    let finish: (requestId: string) => void = () => undefined;
    const held = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const first = createMutationMemory(store).once<Outcome>(
      mutation('a'),
      work(() => held),
    );
    const repeat = createMutationMemory(store).once<Outcome>(mutation('a'), work());
    finish('43');

    expect((await first).requestId).toBe('43');
    expect((await repeat).requestId).toBe('43');
    expect(writes).toBe(1);
  });

  it('is refused with another input', async () => {
    await createMutationMemory(store).once<Outcome>(mutation('a'), work());
    const other = createMutationMemory(store).once<Outcome>(mutation('a', { comment: 'Married' }), work());

    await expect(other).rejects.toMatchObject({ code: 'MUTATION_ID_REUSED' });
    expect(writes).toBe(1);
  });

  it('is not sent again where that process died: nobody knows whether it was written', async () => {
    const never = new Promise<string>(() => undefined);
    void createMutationMemory(store).once<Outcome>(
      mutation('a', undefined, 50),
      work(() => never),
    );
    const repeat = createMutationMemory(store).once<Outcome>(mutation('a', undefined), work());

    await expect(repeat).rejects.toMatchObject({ retryable: false, details: { outcome: 'UNKNOWN' } });
    expect(writes).toBe(1);
  });

  it('is not sent again where its answer was lost', async () => {
    await expect(createMutationMemory(store).once<Outcome>(mutation('a'), work(fails))).rejects.toThrow('It failed.');
    const repeat = createMutationMemory(store).once<Outcome>(mutation('a'), work());

    await expect(repeat).rejects.toMatchObject({ retryable: false, details: { outcome: 'UNKNOWN' } });
    expect(writes).toBe(1);
  });

  it('is made where nothing can have been written', async () => {
    await expect(createMutationMemory(store).once<Outcome>(mutation('a'), work(fails, true))).rejects.toThrow();

    expect((await createMutationMemory(store).once<Outcome>(mutation('a'), work())).requestId).toBe('42');
  });

  it('is told of as under way by one that cannot wait any longer', async () => {
    void createMutationMemory(store).once<Outcome>(
      mutation('a'),
      work(() => new Promise<string>(() => undefined)),
    );
    const repeat = createMutationMemory(store).once<Outcome>(mutation('a', undefined, 50), work());

    await expect(repeat).rejects.toMatchObject({ name: 'UpstreamError', retryable: true });
  });
});

describe('what is kept of a mutation', () => {
  it('holds nothing of what its input says', async () => {
    await createMutationMemory(store).once<Outcome>(mutation('a'), work());
    const entries: string[] = [];
    for await (const entry of store.list('mutation/')) entries.push(entry.join(' '));

    expect(entries).toHaveLength(1);
    expect(entries[0]).toContain('"requestId":"42"');
    expect(entries[0]).not.toContain('Divorcing');
  });
});

describe('a store that is away', () => {
  it('keeps a mutation from being sent, and lets it be sent afterwards', async () => {
    let isAway = true;
    const memory = createMutationMemory({
      ...store,
      update: async (keys, decide, options) => {
        const result = await store.update(keys, decide, options);
        if (isAway) throw new StoreUnavailable(new Error('The answer was lost.'));
        return result;
      },
    });

    await expect(memory.once<Outcome>(mutation('a'), work())).rejects.toBeInstanceOf(StoreUnavailable);
    expect(writes).toBe(0);
    isAway = false;
    expect((await memory.once<Outcome>(mutation('a'), work())).requestId).toBe('42');
    expect(writes).toBe(1);
  });
});
