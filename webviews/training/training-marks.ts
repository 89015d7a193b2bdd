/** Events of a run: marks in the chart, and a list. */
import { html, nothing } from 'lit';
import { formatCount } from '../../daemon/format/numbers.ts';
import type { Mark } from '../charts/lines/curves.ts';
import { strings } from './strings.ts';
import type { Marks } from './training-data.ts';

const BAD: ReadonlySet<Marks['marks'][number]['event']> = new Set(['failed', 'skipped', 'warning']);

/** @param best step of the best checkpoint */
export function chartMarks(known: Marks | null, best: number | null): readonly Mark[] {
  const marks = (known?.marks ?? []).filter(({ event }) => event !== 'done');
  return [
    ...(best === null ? [] : [{ x: best, kind: 'good' as const, label: strings.bestNll }]),
    ...marks.map(({ event, step }) => ({
      x: step,
      kind: BAD.has(event) ? ('bad' as const) : ('neutral' as const),
      label: strings[`event.${event}`],
    })),
  ];
}

export function markList(known: Marks | null) {
  const marks = known?.marks ?? [];
  if (marks.length === 0) return nothing;
  return html`<details>
    <summary>${strings.events({ count: marks.length })}</summary>
    <table>
      <thead>
        <tr>
          <th>${strings.step}</th>
          <th>${strings.event}</th>
          <th>${strings.time}</th>
          <th></th>
        </tr>
      </thead>
      <tbody>
        ${marks.map(
          ({ step, event, time, text }) => html`<tr>
            <td class="end">${formatCount(step)}</td>
            <td>${strings[`event.${event}`]}</td>
            <td translate="no">${new Date(time).toLocaleString()}</td>
            <td translate="no">${text}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
