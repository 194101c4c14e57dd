import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAdmission } from '../../src/edge/overload.js';
import type { Admission, OverloadLimits, Place } from '../../src/edge/overload.js';

const limits: OverloadLimits = { minInFlight: 4, maxInFlight: 100, loopDelayMs: 15, queueWaitMs: 100 };
const atEase = { delayMs: 0, utilization: 0.5, heapUse: 0.2 };
const late = { delayMs: 150, utilization: 1, heapUse: 0.2 };
const busy = { delayMs: 0, utilization: 1, heapUse: 0.2 };

/** An admission under a clock of its own, whose turns come every millisecond. */
function createRig(options: Partial<OverloadLimits> = {}) {
  const admission = createAdmission({ ...limits, ...options });
  const begun: number[] = [];
  let now = 0;
  return {
    admission,
    begun,
    refusal: () => admission.refusal(now),
    arrive: (name = 0): Place => {
      const place = admission.enter(now, () => begun.push(name));
      if (place.hasBegun) begun.push(name);
      return place;
    },
    pass: (ms: number, pressure = atEase) => {
      for (let step = 0; step < ms; step += 1) {
        now += 1;
        admission.turn(now);
        if (now % 20 === 0) admission.feel(pressure, now);
      }
    },
  };
}

function arriveMany(rig: ReturnType<typeof createRig>, count: number): readonly Place[] {
  return Array.from({ length: count }, (_, name) => rig.arrive(name));
}

describe('an admission', () => {
  it('lets a burst in whole, and begins it in the order in which it came', () => {
    const rig = createRig();
    arriveMany(rig, 60);
    rig.pass(1_000);

    expect(rig.refusal()).toBeNull();
    expect(rig.begun).toEqual(Array.from({ length: 60 }, (_, name) => name));
  });

  it('begins no more in one turn of the loop than keeps it short', () => {
    const rig = createRig();
    arriveMany(rig, 60);

    // What has not worked yet may take long for its first.
    expect(rig.begun).toHaveLength(1);
    expect(rig.admission.report()).toMatchObject({ inFlight: 1, queued: 59 });

    rig.pass(1);
    expect(rig.begun).toHaveLength(2);
  });

  it('begins as many in a turn of the loop as fit into one at the pace of the last, eight at most', () => {
    const rig = createRig();
    const places = arriveMany(rig, 100);
    const begunIn = [1, 3, 19, 43, 73, 153, 154].map((at) => {
      const before = rig.begun.length;
      rig.admission.turn(at);
      const begun = rig.begun.slice(before);
      for (const name of begun) places[name]?.leave();
      return begun.length;
    });

    expect(begunIn).toEqual([1, 4, 2, 1, 1, 1, 8]);
  });

  it('wants turns for as long as others may begin, and no longer', () => {
    const rig = createRig();
    arriveMany(rig, 60);
    const wants = [1, 2, 3, 4, 5].map((at) => rig.admission.turn(at));

    // Of 60, 32 are worked on at first: one at once, one in the first turn, which nobody waited for, then eight in each.
    expect(wants).toEqual([...Array<boolean>(4).fill(true), false]);
    expect(rig.admission.report()).toMatchObject({ inFlight: 32, queued: 28 });

    const idle = createRig();
    arriveMany(idle, 8);
    expect([1, 2].map((at) => idle.admission.turn(at))).toEqual([true, false]);
    expect(idle.begun).toHaveLength(8);
  });

  it('works on more at once where the loop is in time and operations wait: they wait for upstreams', () => {
    const rig = createRig();
    arriveMany(rig, 90);
    rig.pass(2_000);

    expect(rig.admission.report()).toMatchObject({ inFlight: 90, queued: 0 });
  });

  it('works on fewer at once where the loop goes on being late, and on more again once it is not', () => {
    const rig = createRig();
    const places = arriveMany(rig, 60);
    rig.pass(600, late);
    const strained = rig.admission.report().limit;
    for (const place of places.slice(0, 30)) place.leave();
    rig.pass(2_000);

    expect(strained).toBe(2);
    expect(rig.admission.report()).toMatchObject({ inFlight: 30, queued: 0 });
  });

  it('works on fewer at once, bit by bit, where the loop is in time and has none left, and on more once it has', () => {
    const rig = createRig();
    const places = arriveMany(rig, 90);
    const limits = [100, 500, 1_500].map((ms) => {
      rig.pass(ms, busy);
      return rig.admission.report().limit;
    });
    for (const place of places.slice(0, 30)) place.leave();
    rig.pass(2_000);

    expect(limits).toEqual([28, 9, 2]);
    expect(rig.admission.report()).toMatchObject({ inFlight: 60, queued: 0 });
  });

  it('takes a single late turn for nothing', () => {
    const rig = createRig();
    rig.pass(100);
    const before = rig.admission.report().limit;
    arriveMany(rig, 8);
    rig.pass(20, late);
    rig.pass(100);

    expect(rig.admission.report().limit).toBe(before);
  });

  it('turns newcomers away where the line stands for longer than a burst takes, and not before', () => {
    const rig = createRig({ maxInFlight: 10 });
    arriveMany(rig, 15);
    rig.pass(600);
    const early = rig.refusal();
    rig.pass(1_000);

    expect([early, rig.refusal()]).toEqual([null, 'QUEUE_WAIT']);
  });

  it('lets newcomers in again as soon as nobody waits', () => {
    const rig = createRig({ maxInFlight: 10 });
    const places = arriveMany(rig, 15);
    rig.pass(1_600);
    for (const place of places) place.leave();

    expect(rig.refusal()).toBeNull();
  });

  it('grants no second burst to a line that has hardly come to an end', () => {
    const rig = createRig({ maxInFlight: 10 });
    const places = arriveMany(rig, 15);
    rig.pass(1_600);
    for (const place of places) place.leave();
    arriveMany(rig, 15);
    rig.pass(150);

    expect(rig.refusal()).toBe('QUEUE_WAIT');
  });

  it('turns away whoever finds the line full', () => {
    const rig = createRig({ maxInFlight: 10 });
    arriveMany(rig, 20);

    expect(rig.refusal()).toBe('QUEUE_FULL');
  });

  it('turns away those beyond the least where memory is nearly used up', () => {
    const rig = createRig();
    arriveMany(rig, 3);
    rig.pass(20, { ...atEase, heapUse: 0.9 });
    const belowTheLeast = rig.refusal();
    rig.arrive();
    const beyond = rig.refusal();
    rig.pass(20);

    expect([belowTheLeast, beyond, rig.refusal()]).toEqual([null, 'HEAP', null]);
  });

  it('gives the turn of those who leave to those behind them', () => {
    const rig = createRig({ maxInFlight: 1 });
    const [first, second] = arriveMany(rig, 3);
    second?.leave();
    first?.leave();
    first?.leave();
    rig.pass(1);

    expect(rig.begun).toEqual([0, 2]);
    expect(rig.admission.report()).toMatchObject({ inFlight: 1, queued: 0 });
  });

  it('never turns anybody away while fewer than the least are here, and loses count of nobody, whatever happens', () => {
    const step = fc.oneof(
      fc.constant('arrive' as const),
      fc.constant('leave' as const),
      fc.record({
        ms: fc.integer({ min: 1, max: 400 }),
        delayMs: fc.nat(500),
        utilization: fc.double({ min: 0, max: 1, noNaN: true }),
        heapUse: fc.double({ min: 0, max: 1 }),
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const rig = createRig({ maxInFlight: 8 });
        const here: Place[] = [];
        for (const each of steps) {
          if (each === 'arrive') {
            const refusal = rig.refusal();
            if (here.length < limits.minInFlight) expect(refusal).toBeNull();
            if (refusal === null) here.push(rig.arrive());
          } else if (each === 'leave') here.shift()?.leave();
          else rig.pass(each.ms, each);
          expect(countOf(rig.admission)).toBe(here.length);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function countOf(admission: Admission): number {
  const { inFlight, queued } = admission.report();
  return inFlight + queued;
}
