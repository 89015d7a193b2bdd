/**
 * When a run was started, where there is little room: `14:32` today, otherwise with the day.
 * @param locale undefined: of the system
 */
export function startedText(iso: string, locale: string | undefined = undefined, now: Date = new Date()): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (date.toDateString() === now.toDateString()) return time;
  const isThisYear = date.getFullYear() === now.getFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return `${date.toLocaleDateString(locale, { month: 'short', day: 'numeric', ...year })}, ${time}`;
}
