/** Places by number, from 0, in the order in which they were first named. */
export type PlaceNumbers = Readonly<{
  /** Gives out the next one to a place that has none. */
  numberOf: (place: string) => number;
  find: (place: string) => number | undefined;
}>;

const COMMUNES = 1000;
const ZERO = 48;

/** Five digits, as nearly all communes have them, lead to a number directly: the first two are those of a département. */
export function createPlaceNumbers(): PlaceNumbers {
  /** By département and commune, one more than the number; 0 where there is none. */
  const byDigits: (Int32Array | undefined)[] = [];
  const others = new Map<string, number>();
  let count = 0;

  return {
    numberOf: (place) => {
      const code = fiveDigits(place);
      if (code < 0) {
        let number = others.get(place);
        if (number === undefined) others.set(place, (number = count++));
        return number;
      }
      const department = Math.floor(code / COMMUNES);
      const numbers = (byDigits[department] ??= new Int32Array(COMMUNES));
      const known = numbers[code % COMMUNES] ?? 0;
      if (known !== 0) return known - 1;
      numbers[code % COMMUNES] = ++count;
      return count - 1;
    },
    find: (place) => {
      const code = fiveDigits(place);
      if (code < 0) return others.get(place);
      const known = byDigits[Math.floor(code / COMMUNES)]?.[code % COMMUNES] ?? 0;
      return known === 0 ? undefined : known - 1;
    },
  };
}

/** Below 0 for any other text. */
function fiveDigits(text: string): number {
  if (text.length !== 5) return -1;
  let value = 0;
  for (let at = 0; at < 5; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = 10 * value + digit;
  }
  return value;
}
