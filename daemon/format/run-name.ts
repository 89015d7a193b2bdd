/** How a run is called where there is little room. */
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';

/** The user's label, else the name of the flow. */
export function shownName({ label, name }: Pick<RunInfo, 'label' | 'name'>): string {
  return label ?? name;
}

/** When a run was started: `14:32` today, otherwise with the day. @param locale undefined: of the system */
export function startedText(iso: string, locale: string | undefined = undefined, now: Date = new Date()): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (date.toDateString() === now.toDateString()) return time;
  const isThisYear = date.getFullYear() === now.getFullYear();
  const year = isThisYear ? {} : ({ year: 'numeric' } as const);
  return `${date.toLocaleDateString(locale, { month: 'short', day: 'numeric', ...year })}, ${time}`;
}
