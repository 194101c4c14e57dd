import { useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import type { Observed } from './observed.js';
import { billOf } from './spending.js';

/** Off when the page opens, and written down nowhere: spending real money is decided anew each time. */
export function SpendingSwitch({ isSpending }: Readonly<{ isSpending: Observed<boolean> }>): ReactNode {
  const isOn = useSyncExternalStore(isSpending.subscribe, isSpending.get);
  return (
    <span className={isOn ? 'spending spending-on' : 'spending'}>
      <label>
        <input
          type="checkbox"
          role="switch"
          aria-describedby="spending-state"
          checked={isOn}
          onChange={({ target }) => {
            isSpending.set(target.checked);
          }}
        />
        Spend
      </label>
      <span id="spending-state" role="status">
        {isOn ? 'Spending: billed estimations cost real money' : 'Quote only: nothing is billed'}
      </span>
    </span>
  );
}

/** Says under an answer what it has cost, or would have. */
export function BillNotice({ response }: Readonly<{ response: Observed<string> }>): ReactNode {
  const shown = useSyncExternalStore(response.subscribe, response.get);
  return (
    <p className="bill" role="status" aria-label="Bill">
      {billOf(shown)}
    </p>
  );
}
