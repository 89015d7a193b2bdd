import type { Dataset } from '../../data/definition.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatNumber } from '../../format/numbers.ts';
import { type DensityGrid, densityGrid } from '../../inspection/density/density-grid.ts';
import type { GridExtent } from '../../inspection/numerics/extent.ts';
import { contextFromValues } from '../../inspection/opened/choose-context.ts';
import { defineCommand } from '../define-command.ts';
import { interruptible } from '../interrupt.ts';
import { CHECKPOINT_OPTION, openRunAll, RUN_ARGUMENT, sourceOf } from '../open-run.ts';
import type { Arguments } from '../options.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { nested, planeColumns } from '../point-files.ts';
import { writeJson, writeText } from '../print.ts';
import { showFields } from '../show.ts';
import { usageError } from '../usage-error.ts';
import { contextValues, wholeNumber } from '../values.ts';

const FORMATS = ['png', 'npy', 'npz'] as const;
const DEFAULT_SIZE = 200;
const MOST_PRINTED = 100;

export const run = defineCommand(
  {
    name: 'density',
    usage: ['density RUN [options]'],
    positionals: [RUN_ARGUMENT],
    required: 1,
    options: {
      size: {
        value: 'N',
        description: `Cells along each side. Default: ${DEFAULT_SIZE}; ${MOST_PRINTED} for --json without -o.`,
      },
      extent: {
        value: 'x0,x1,y0,y1',
        description: 'Rectangle in data units. Default: around the training rows.',
      },
      context: { value: 'k=v,…', description: 'Values of the context columns. Required if the flow has any.' },
      output: {
        value: 'F',
        short: 'o',
        description:
          '.png (beside the true density if it is known), .npy (log q in nats, float64 [N, N], smallest y first), .npz (logq, logp, x, y, float64).',
      },
      checkpoint: CHECKPOINT_OPTION,
    },
    notes: [
      'Also prints the integral of the density over the rectangle. It is close to 1 if the rectangle contains nearly all of the mass.',
    ],
    examples: ['flowscope density latest -o density.png', 'flowscope density latest --extent=-4,4,-4,4 -o density.npz'],
  },
  async (args, io) => {
    const file = args.text('output');
    const format = file === null ? null : formatOf(file, FORMATS);
    const otherwise = file === null && args.json ? MOST_PRINTED : DEFAULT_SIZE;
    const size = wholeNumber(args, 'size', { min: 2, max: 4096, otherwise });
    const values = contextValues(args);
    const extent = extentOption(args);
    const { open, data, runtime, output } = await openRunAll(args, io);
    const context = values === null ? null : contextFromValues(open, data, values);
    const grid = await interruptible((signal) =>
      densityGrid(runtime, open, data, { width: size, height: size, extent, context, signal }),
    );
    const path =
      output === null || format === null
        ? null
        : await writeOutput(output, await fileOf(format, grid, open.plan.name, data.dataset));
    if (args.json) {
      const { logProb, trueLogProb } = grid;
      writeJson(io, {
        v: 1,
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
      ['integral', formatNumber(grid.integral, 5)],
    ]);
    if (path !== null) writeText(io, `Wrote ${path}`);
    return 0;
  },
);

function extentOption(args: Arguments): GridExtent | null {
  const text = args.text('extent');
  if (text === null) return null;
  const [x0, x1, y0, y1, ...rest] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isRectangle = rest.length === 0 && [x0, x1, y0, y1].every(Number.isFinite) && x0! < x1! && y0! < y1!;
  if (!isRectangle) {
    throw usageError(
      `--extent must be x0,x1,y0,y1 with x0 < x1 and y0 < y1, found '${text}'`,
      'For example: --extent=-4,4,-4,4',
    );
  }
  return [x0!, x1!, y0!, y1!];
}

async function fileOf(
  format: (typeof FORMATS)[number],
  grid: DensityGrid,
  name: string,
  dataset: Dataset,
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
  const learned = { values: logProb, width, height, heading: trueLogProb === null ? '' : 'learned q(x)' };
  const panels =
    trueLogProb === null ? [learned] : [learned, { values: trueLogProb, width, height, heading: 'true p(x)' }];
  return densityPicture({ panels, extent, title: `${name}: density`, columns: planeColumns(dataset) });
}
