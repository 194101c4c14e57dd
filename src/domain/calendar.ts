const parisDay = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Paris',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day in Europe/Paris at this instant, as `YYYY-MM-DD`. */
export function parisDayOf(instant: Date): string {
  return parisDay.format(instant);
}

/** The next midnight of Europe/Paris after this instant; its day may have 23 or 25 hours. */
export function nextParisMidnight(instant: Date): Date {
  const today = parisDayOf(instant);
  let early = instant.getTime();
  let late = early + 26 * 3_600_000;
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (parisDayOf(new Date(middle)) === today) early = middle;
    else late = middle;
  }
  return new Date(late);
}
