import { levelsFigure } from '../../../protocol/figures/levels.ts';
import { formatError, formatNumber } from '../../format/numbers.ts';
import { levels } from '../../inspection/latent/levels.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openFlowRun } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPrinted, PATH_FORMATS, pathFile } from '../path-files.ts';
import { themeOf } from '../picture-theme.ts';
import { checkPicture, grouped, nested } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

export const run = defineFigureCommand(
  levelsFigure,
  {
    usage: ['levels RUN [--row ROW] [-n N] [options]'],
    notes: [
      'The latent of a flow with split or multi-scale has several levels. Each level is resampled while the others keep the values of the row. A picture has one line per row: the row, its reconstruction, then the samples of each level.',
      'change is the root mean square difference that resampling the level makes, in data units.',
    ],
    examples: ['flowscope levels latest -o levels.png', 'flowscope levels latest --row 12 -n 8 --samples 2 --json'],
  },
  async (given, args, io) => {
    const { row, count, split, samples, temperature, seed, output: file } = given;
    const format = file === null ? null : formatOf(file, PATH_FORMATS);
    const theme = themeOf(given.theme, format);
    const { open, data, runtime, output } = await openFlowRun(levelsFigure, args, io);
    const { dataset } = data;
    const width = sizeOf(dataset.summary.shape);
    checkPicture(format, count * (2 + open.flow.latentParts.length * samples), dataset);
    const found = await interruptible((signal) =>
      levels(runtime, open, data, { row, count, split, samples, temperature, seed, signal }),
    );
    const { columns, values, roundTripError } = found;
    const rows = values.length / (columns * width);
    const path = output === null || format === null ? null : await writeOutput(output, await content(format));
    if (args.json) {
      if (path === null) checkPrinted(values.length);
      writeFigure(io, levelsFigure, {
        ...sourceOf(open),
        split,
        row,
        shape: [rows, columns, ...dataset.summary.shape],
        levels: found.levels,
        roundTripError,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: grouped(nested(values, width), columns) } : {}),
      });
      return 0;
    }
    showTable(
      io,
      [{ title: 'level' }, { title: 'what it is' }, { title: 'shape' }, { title: 'change', align: 'right' }],
      found.levels.map(({ layer, shape, change }, level) => [
        String(level),
        layer === null ? 'passes through all layers' : `factored out by layer ${layer}`,
        shape.join(' × '),
        formatNumber(change, 4),
      ]),
    );
    writeText(io, `\nlargest round-trip error ${formatError(roundTripError)}, in data units\n`);
    writeText(io, path === null ? 'To get the points, add -o F.png, F.npy or F.csv, or --json.' : `Wrote ${path}`);
    return 0;

    function content(target: (typeof PATH_FORMATS)[number]) {
      const places = Array.from({ length: rows * columns }, (_, i) => [row + Math.floor(i / columns), i % columns]);
      const title = `${open.plan.name}: rows, reconstructions, and ${samples} samples of each level`;
      const labels = {
        rowLabels: Array.from({ length: rows }, (_, i) => String(row + i)),
        columnLabels: ['row', 'reconstruction', ...found.levels.map((_, level) => `level ${level}`)],
        groups: { columns: [1, 1, ...found.levels.map(() => samples)] },
      };
      const points = { values, leading: [rows, columns], title, theme, labels };
      return pathFile(target, points, dataset, ['row', 'column'], places);
    }
  },
);
