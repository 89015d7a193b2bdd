import { checkpointText } from '../../daemon/cli/terminal/checkpoint-text.ts';
import { formatNats, formatNumber } from '../../daemon/cli/terminal/numbers.ts';
import { inspectDensity } from '../../protocol/rpc/inspect-methods.ts';
import { fields, page } from './text-layout.ts';
import type { ViewSource } from './view-source.ts';

const CELLS = 256;
const COLUMNS = 64;
const ROWS = 28;
const SHADES = ' ·░▒▓█';

/** The density of a 2-D flow: its integral, how far it is from the true one, and both as shades. */
export async function densityText({ link, run, checkpoint, panel }: ViewSource): Promise<string> {
  const result = await link.request(inspectDensity, {
    run: run.runDir,
    checkpoint,
    width: CELLS,
    height: CELLS,
    panel,
  });
  const learned = await link.fetchArray(result.logProb);
  const truth = result.trueLogProb === null ? null : await link.fetchArray(result.trueLogProb);
  const [left, right, bottom, top] = result.extent;
  return page(
    `${run.name}: density`,
    fields([
      ['run', run.id],
      ['checkpoint', checkpointText(result)],
      [
        'extent',
        `${result.columns[0]} ${formatNumber(left)} … ${formatNumber(right)}, ${result.columns[1]} ${formatNumber(bottom)} … ${formatNumber(top)}`,
      ],
      ['∫ q over it', formatNumber(result.integral ?? Number.NaN, 5)],
      ...(result.divergence === null
        ? []
        : [['KL(p‖q)', `${formatNats(result.divergence)} nats, over the extent`] as const]),
    ]),
    `learned q(x)\n\n${shades(learned)}`,
    truth === null ? null : `true p(x)\n\n${shades(truth)}`,
  );
}

/** @param logs [CELLS, CELLS], smallest y first */
function shades(logs: ArrayLike<number>): string {
  const cell = (row: number, column: number) => {
    let sum = 0;
    let count = 0;
    for (let y = Math.floor((row * CELLS) / ROWS); y < ((row + 1) * CELLS) / ROWS; y++) {
      for (let x = Math.floor((column * CELLS) / COLUMNS); x < ((column + 1) * CELLS) / COLUMNS; x++) {
        sum += Math.exp(logs[y * CELLS + x]!);
        count++;
      }
    }
    return sum / count;
  };
  const cells = Array.from({ length: ROWS }, (_, row) =>
    Array.from({ length: COLUMNS }, (__, column) => cell(row, column)),
  );
  const highest = Math.max(...cells.flat());
  return cells
    .reverse()
    .map((row) =>
      row
        .map(
          (value) => SHADES[Math.min(SHADES.length - 1, Math.floor(SHADES.length * Math.sqrt(value / highest)))] ?? ' ',
        )
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
