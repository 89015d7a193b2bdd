import { interpolateFigure } from '../../../protocol/figures/interpolate.ts';
import { formatNumber } from '../../format/numbers.ts';
import { interpolate } from '../../inspection/latent/interpolate.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPrinted, PATH_FORMATS, pathFile } from '../path-files.ts';
import { checkPicture, nested } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

/** Points with more dimensions are not printed as a table. */
const WIDEST_TABLE = 12;

export const run = defineFigureCommand(
  interpolateFigure,
  {
    usage: ['interpolate RUN [--from ROW] [--to ROW] [options]'],
    notes: ['If the flow has a context, the context is interpolated linearly between those of the two rows.'],
    examples: ['flowscope interpolate latest --from 3 --to 17 -o path.png'],
  },
  async (given, args, io) => {
    const { from, to, split, columns, method, seed, output: file } = given;
    const format = file === null ? null : formatOf(file, PATH_FORMATS);
    const { open, data, runtime, output } = await openRunAll(interpolateFigure, args, io);
    const { dataset } = data;
    const width = sizeOf(dataset.summary.shape);
    checkPicture(format, columns, dataset);
    const { positions, values } = await interruptible((signal) =>
      interpolate(runtime, open, data, { split, from, to, columns, path: method, seed, signal }),
    );
    const title = `${open.plan.name}: from row ${from} to row ${to}`;
    const points = { values, leading: [columns], imagesPerRow: columns, title };
    const places = positions.map((position) => [position]);
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await pathFile(format, points, dataset, ['position'], places));
    if (args.json) {
      if (path === null) checkPrinted(values.length);
      writeFigure(io, interpolateFigure, {
        ...sourceOf(open),
        split,
        shape: [columns, ...dataset.summary.shape],
        from,
        to,
        method,
        positions,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: nested(values, width) } : {}),
      });
    } else if (path !== null || width > WIDEST_TABLE) {
      writeText(io, path === null ? 'To get the points, add -o F.png, F.npy or F.csv, or --json.' : `Wrote ${path}`);
    } else {
      showTable(
        io,
        ['position', ...dataset.columns].map((column) => ({ title: column, align: 'right' as const })),
        nested(values, width).map((row, i) => [positions[i]!, ...row].map((value) => formatNumber(value))),
      );
    }
    return 0;
  },
);
