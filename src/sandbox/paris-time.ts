// The Swedish locale writes `YYYY-MM-DD HH:MM:SS`.
const parisClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Paris',
  dateStyle: 'short',
  timeStyle: 'medium',
});

/** The wall clock of Europe/Paris as `YYYY-MM-DD HH:MM:SS`, without saying so. */
export function toParisTime(instant: Date): string {
  return parisClock.format(instant);
}

/** The date in Europe/Paris, `YYYY-MM-DD`. */
export function toParisDate(instant: Date): string {
  return toParisTime(instant).slice(0, 10);
}
