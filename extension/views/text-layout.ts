/** Pages of plain text: figures and tables, as the command line prints them. */
import { pad } from '../../daemon/cli/terminal/table.ts';

export type Field = readonly [name: string, value: string];

/** Lines `name  value`, aligned. */
export function fields(entries: readonly Field[]): string {
  const width = Math.max(...entries.map(([name]) => name.length));
  return entries.map(([name, value]) => `${pad(name, width, 'left')}  ${value}`).join('\n');
}

export function page(title: string, ...parts: readonly (string | null)[]): string {
  return `${[title, '═'.repeat(title.length), ...parts.filter((part) => part !== null)].join('\n\n').replace('\n\n═', '\n═')}\n`;
}

const BARS = '▁▂▃▄▅▆▇█';

/** Values as a line of bars, low to high. Where there is none, the one before holds; a blank before the first. */
export function sparkline(values: readonly number[]): string {
  const known = values.filter(Number.isFinite);
  const low = Math.min(...known);
  const high = Math.max(...known);
  let bar = ' ';
  return values
    .map((value) => {
      if (Number.isFinite(value)) {
        bar = BARS[high === low ? 0 : Math.round(((BARS.length - 1) * (value - low)) / (high - low))]!;
      }
      return bar;
    })
    .join('');
}
