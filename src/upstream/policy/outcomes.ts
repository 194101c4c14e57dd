/** How calls have ended of late. */
export interface Outcomes {
  succeeded(): void;
  failed(): void;
  failuresInARow(): number;
  /** Those of the window. */
  recent(): Readonly<{ calls: number; failures: number }>;
  forget(): void;
}

/** The window slides in steps of a tenth of it. */
const STEPS = 10;

type Step = { readonly number: number; calls: number; failures: number };

export function createOutcomes(windowMs: number, now: () => number): Outcomes {
  const stepMs = windowMs / STEPS;
  let steps: readonly Step[] = [];
  let inARow = 0;

  const stepNow = () => Math.floor(now() / stepMs);

  function currentStep(): Step {
    const number = stepNow();
    const last = steps.at(-1);
    if (last?.number === number) return last;
    const fresh = { number, calls: 0, failures: 0 };
    steps = [...steps.filter((step) => step.number > number - STEPS), fresh];
    return fresh;
  }

  return {
    succeeded: () => {
      inARow = 0;
      currentStep().calls += 1;
    },
    failed: () => {
      inARow += 1;
      const step = currentStep();
      step.calls += 1;
      step.failures += 1;
    },
    failuresInARow: () => inARow,
    recent: () => {
      const oldest = stepNow() - STEPS;
      const current = steps.filter(({ number }) => number > oldest);
      return {
        calls: current.reduce((sum, { calls }) => sum + calls, 0),
        failures: current.reduce((sum, { failures }) => sum + failures, 0),
      };
    },
    forget: () => {
      steps = [];
      inARow = 0;
    },
  };
}
