const parisDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** Since 1911 Paris begins its days, and sets its clocks, at full quarters of an hour of UTC. */
const QUARTER_MS = 900_000;
let lastQuarter = { number: NaN, day: '' };

/** The day in Europe/Paris at this instant, as `YYYY-MM-DD`. */
export function parisDayOf(instant: Date): string {
  const number = Math.floor(instant.getTime() / QUARTER_MS);
  // Formatting costs as much as a hundred comparisons, and most ask about now.
  if (number !== lastQuarter.number) lastQuarter = { number, day: parisDay.format(instant) };
  return lastQuarter.day;
}

let lastMidnight = { endOf: '', at: NaN };

/** The next midnight of Europe/Paris after this instant; its day may have 23 or 25 hours. */
export function nextParisMidnight(instant: Date): Date {
  const today = parisDayOf(instant);
  if (today !== lastMidnight.endOf) lastMidnight = { endOf: today, at: endOf(today, instant.getTime()) };
  return new Date(lastMidnight.at);
}

function endOf(today: string, instant: number): number {
  let early = instant;
  let late = early + 26 * 3_600_000;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (parisDayOf(new Date(middle)) === today) early = middle;
    else late = middle;
  }
  return late;
}
