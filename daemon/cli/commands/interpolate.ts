import { interpolateFigure } from '../../../protocol/figures/interpolate.ts';
import { CURVE_STEPS } from '../../../protocol/figures/shared-parts.ts';
import { pointCells } from '../../data/modelled-categories.ts';
import { formatNumber } from '../../format/numbers.ts';
import { interpolate } from '../../inspection/latent/interpolate.ts';
import { areDrawn } from '../../inspection/latent/numbered-points.ts';
import { type PathContext, pathContext } from '../../inspection/latent/path-context.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { withGivenConditions } from '../given-conditions.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPaths, checkPrinted, hasCurves, PATH_FORMATS, pathFile } from '../path-files.ts';
import { themeOf } from '../picture-theme.ts';
import { nested } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

/** Points with more dimensions are not printed as a table. */
const WIDEST_TABLE = 12;

export const run = defineFigureCommand(
  interpolateFigure,
  {
    usage: ['interpolate RUN [--from ROW] [--to ROW] [options]'],
    notes: [
      'If the flow has a context, points between the rows have one, too. Blended, it is interpolated linearly. Fixed, it is that of the row --from, of --context-row, or the one that is given. The other row is then decoded with a context that is not its own.',
    ],
    examples: [
      'flowscope interpolate latest --from 3 --to 17 -o path.png',
      'flowscope interpolate latest --from 3 --to 17 --context-row 5 -o path.png',
    ],
  },
  async (given, args, io) => {
    const { from, to, split, latents, method, seed, output: file } = given;
    const format = file === null ? null : formatOf(file, PATH_FORMATS);
    const theme = themeOf(given.theme, format);
    const { open, data, runtime, output } = await openRunAll(interpolateFigure, args, io);
    const { dataset } = data;
    const width = sizeOf(dataset.summary.shape);
    const columns = hasCurves(format, dataset) && args.text('columns') === null ? CURVE_STEPS : given.columns;
    checkPaths(format, 1, columns, dataset);
    const images = await conditionFiles(given.contextFile, io.cwd, open);
    const own = pathContext(open, data, { ...given, images });
    const context = own?.context ?? null;
    const { positions, values } = await interruptible((signal) =>
      interpolate(runtime, open, data, { split, from, to, latents, columns, path: method, seed, context, signal }),
    );
    const isDrawn = areDrawn(open, latents);
    const kind = isDrawn ? 'draw' : 'row';
    const title = `${open.plan.name}: from ${kind} ${from} to ${kind} ${to}${own === null ? '' : `, ${contextText(own)}`}`;
    const steps = { values: positions, name: 'position', headings: [''] };
    const row = { values, leading: [columns], imagesPerRow: columns, title, theme, steps };
    const points = format === 'png' ? withGivenConditions(row, open, context, dataset) : row;
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
        ...(isDrawn ? { latents: 'drawn' as const } : {}),
        method,
        ...(own && { contextMode: own.mode, contextRow: own.row }),
        positions,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: nested(values, width) } : {}),
      });
    } else if (path !== null || width > WIDEST_TABLE) {
      writeText(
        io,
        path === null ? 'To get the points, add -o F.png, F.svg, F.npy or F.csv, or --json.' : `Wrote ${path}`,
      );
      if (own !== null) writeText(io, `The points have ${contextText(own)}.`);
    } else {
      showTable(
        io,
        ['position', ...dataset.columns].map((column) => ({ title: column, align: 'right' as const })),
        positions.map((position, i) =>
          [position, ...pointCells(dataset, values, i)].map((cell) =>
            typeof cell === 'number' ? formatNumber(cell) : cell,
          ),
        ),
      );
      if (own !== null) writeText(io, `\nThe points have ${contextText(own)}.`);
    }
    return 0;
  },
);

function contextText({ mode, row, isGiven }: PathContext): string {
  if (mode === 'blended') return 'a blend of both contexts';
  if (row === null) return 'the given context';
  return `the context of row ${row}${isGiven ? ' where none is given' : ''}`;
}
