import { DENSITY_SIZE, densityFigure } from '../../../protocol/figures/density.ts';
import type { Dataset } from '../../data/definition.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatNumber } from '../../format/numbers.ts';
import { type DensityGrid, densityGrid } from '../../inspection/density/density-grid.ts';
import { givenContext, ofValues } from '../../inspection/opened/choose-context.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { PICTURE_FORMATS } from '../../pictures/picture-format.ts';
import type { ThemeName } from '../../pictures/theme.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openFlowRun } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { themeOf } from '../picture-theme.ts';
import { nested, planeColumns } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showFields } from '../show.ts';

const FORMATS = [...PICTURE_FORMATS, 'npy', 'npz'] as const;

export const run = defineFigureCommand(
  densityFigure,
  {
    usage: ['density RUN [options]'],
    notes: [
      'Also prints the mass inside the rectangle, the integral of the density. It is close to 1 if the rectangle contains nearly all of the mass.',
    ],
    examples: ['flowscope density latest -o density.png', 'flowscope density latest --extent=-4,4,-4,4 -o density.npz'],
  },
  async (given, args, io) => {
    const { context: values, extent, output: file } = given;
    const format = file === null ? null : formatOf(file, FORMATS);
    const theme = themeOf(given.theme, format);
    const size = given.size ?? (file === null && args.json ? DENSITY_SIZE.printed : DENSITY_SIZE.file);
    const { open, data, runtime, output } = await openFlowRun(densityFigure, args, io);
    const context = givenContext(open, data, ofValues(values));
    const grid = await interruptible((signal) =>
      densityGrid(runtime, open, data, { width: size, height: size, extent, context, signal }),
    );
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await fileOf(format, grid, open.plan.name, data.dataset, theme));
    if (args.json) {
      const { logProb, trueLogProb } = grid;
      writeFigure(io, densityFigure, {
        ...sourceOf(open),
        extent: grid.extent,
        width: size,
        height: size,
        unit: 'nats',
        context: values,
        integral: grid.integral,
        path,
        format: format ?? 'json',
        ...(path === null
          ? { logProb: nested(logProb, size), trueLogProb: trueLogProb && nested(trueLogProb, size) }
          : {}),
      });
      return 0;
    }
    showFields(io, [
      ['checkpoint', checkpointText(sourceOf(open))],
      ['extent', grid.extent.map((value) => formatNumber(value)).join('  ')],
      ['mass inside', formatNumber(grid.integral, 5)],
    ]);
    if (path !== null) writeText(io, `Wrote ${path}`);
    return 0;
  },
);

async function fileOf(
  format: (typeof FORMATS)[number],
  grid: DensityGrid,
  name: string,
  dataset: Dataset,
  theme: ThemeName,
): Promise<Uint8Array> {
  const { width, height, logProb, trueLogProb, extent } = grid;
  const shape = [height, width];
  if (format === 'npy') return writeNpy(logProb, shape);
  if (format === 'npz') {
    const axis = (low: number, high: number, n: number) => ({
      values: Float64Array.from({ length: n }, (_, i) => low + ((i + 0.5) / n) * (high - low)),
      shape: [n],
    });
    return writeNpz({
      logq: { values: logProb, shape },
      ...(trueLogProb === null ? {} : { logp: { values: trueLogProb, shape } }),
      x: axis(extent[0], extent[1], width),
      y: axis(extent[2], extent[3], height),
    });
  }
  const { densityPicture } = await import('../../pictures/density-picture.ts');
  const { cellTicks } = await import('../../pictures/column-ticks.ts');
  const learned = { values: logProb, width, height, heading: trueLogProb === null ? '' : 'learned q(x)' };
  const panels =
    trueLogProb === null ? [learned] : [learned, { values: trueLogProb, width, height, heading: 'true p(x)' }];
  const names = [0, 1].map((column) => dataset.categories?.find((own) => own.column === column)?.values ?? null);
  const [across = null, up = null] = names.map((own) => own && cellTicks(own));
  const axes = { columns: planeColumns(dataset), values: [across, up] as const };
  return densityPicture({ panels, extent, title: `${name}: density`, ...axes, format, theme });
}
