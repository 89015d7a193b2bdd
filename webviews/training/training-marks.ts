/** Events of a run: marks in the chart, and a list. */
import { html, nothing } from 'lit';
import { formatCount } from '../../daemon/format/numbers.ts';
import type { Mark } from '../charts/lines/curves.ts';
import { strings } from './strings.ts';
import type { Marks } from './training-data.ts';

const BAD: ReadonlySet<Marks['marks'][number]['event']> = new Set(['failed', 'skipped', 'warning']);

/** @param best step of the best checkpoint */
export function chartMarks(known: Marks | null, best: number | null): readonly Mark[] {
  const marks = (known?.marks ?? []).filter(({ event, warned }) => event !== 'done' || warned);
  return [
    ...(best === null ? [] : [{ x: best, kind: 'good' as const, label: strings.bestNll }]),
    ...marks.map((mark) => ({
      x: mark.step,
      kind: BAD.has(mark.event) || mark.warned ? ('bad' as const) : ('neutral' as const),
      label: nameOf(mark),
    })),
  ];
}

function nameOf({ event, warned }: Marks['marks'][number]): string {
  return warned ? strings.endedWithProblems : strings[`event.${event}`];
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
          (mark) => html`<tr>
            <td class="end">${formatCount(mark.step)}</td>
            <td>${nameOf(mark)}</td>
            <td translate="no">${new Date(mark.time).toLocaleString()}</td>
            <td translate="no">${mark.text}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </details>`;
}
