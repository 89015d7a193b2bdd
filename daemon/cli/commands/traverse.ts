import { CURVE_STEPS } from '../../../protocol/figures/shared-parts.ts';
import { startOf, traversalFigure } from '../../../protocol/figures/traversal.ts';
import { formatNumber } from '../../format/numbers.ts';
import { type Direction, describeDirection } from '../../inspection/latent/directions.ts';
import { areDrawn } from '../../inspection/latent/numbered-points.ts';
import { type Traversal, traverse } from '../../inspection/latent/traverse.ts';
import { givenContext } from '../../inspection/opened/choose-context.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import type { GridLabels } from '../../pictures/grid-picture.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CommandIo } from '../command-io.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { withGivenConditions } from '../given-conditions.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { formatOf, writeOutput } from '../output-option.ts';
import { checkPaths, checkPrinted, hasCurves, PATH_FORMATS, pathFile } from '../path-files.ts';
import { themeOf } from '../picture-theme.ts';
import { grouped, nested } from '../point-files.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

const KINDS = {
  dimensions: ['dimension'],
  principal: ['principal'],
  classes: ['class'],
  all: ['dimension', 'principal', 'class'],
} as const;

export const run = defineFigureCommand(
  traversalFigure,
  {
    usage: ['traverse RUN [options]'],
    notes: [
      'For dimensions, σ is that of the base (quantiles at Φ(k) if the base is not normal). Otherwise it is the standard deviation of the encoded rows along the direction.',
      'A model without an encoder has only the directions of its dimensions.',
    ],
    examples: [
      'flowscope traverse latest -o traversal.png',
      'flowscope traverse latest --along z3 -o z3.svg',
      'flowscope traverse latest --directions classes --start 12 -o traversal.npy',
    ],
  },
  async (given, args, io) => {
    const { rows: perKind, along, sigma: extent, seed, split, latents, output: file } = given;
    const start = startOf(given.start);
    const format = file === null ? null : formatOf(file, PATH_FORMATS);
    const kinds: readonly Direction['kind'][] = KINDS[given.directions];
    const theme = themeOf(given.theme, format);
    const { open, data, runtime, output } = await openRunAll(traversalFigure, args, io);
    const width = sizeOf(data.dataset.summary.shape);
    // A curve has more points than the user would want images.
    const columns = hasCurves(format, data.dataset) && args.text('columns') === null ? CURVE_STEPS : given.columns;
    checkPaths(format, along === null ? kinds.length * perKind : 1, columns, data.dataset);
    const images = await conditionFiles(given.contextFile, io.cwd, open);
    const context = givenContext(open, data, { ...given, images });
    const result = await interruptible((signal) =>
      traverse(runtime, open, data, {
        kinds,
        perKind,
        along,
        level: given.level,
        columns,
        extent,
        split,
        start,
        latents,
        context,
        seed,
        signal,
      }),
    );
    const { directions, sigmas } = result;
    const path = output === null || format === null ? null : await writeOutput(output, await content(format));
    const shape = [directions.length, sigmas.length, ...data.dataset.summary.shape];
    if (args.json) {
      if (path === null) checkPrinted(result.values.length);
      writeFigure(io, traversalFigure, {
        ...sourceOf(open),
        split,
        shape,
        start,
        ...(start !== 'centre' && areDrawn(open, latents) ? { latents: 'drawn' as const } : {}),
        sigmas,
        directions: directions.map(describeDirection),
        ...(open.maps.latentParts.length > 1 ? { levels: open.maps.latentParts.length } : {}),
        ...(open.maps.encode === null ? { encoder: false as const } : {}),
        influence: result.influence,
        path,
        format: format ?? 'json',
        ...(path === null ? { values: grouped(nested(result.values, width), sigmas.length) } : {}),
      });
    } else {
      show(io, result);
      writeText(
        io,
        path === null ? 'To get the points, add -o F.png, F.svg, F.npy or F.csv, or --json.' : `Wrote ${path}`,
      );
    }
    return 0;

    function content(target: (typeof PATH_FORMATS)[number]) {
      const places = directions.flatMap((_, row) => sigmas.map((sigma) => [row, sigma]));
      const from = start === 'centre' ? 'the base center' : `row ${start}`;
      const count = directions.length === 1 ? directions[0]!.label : `${directions.length} directions`;
      const title = `${open.plan.name}: ${count}, ±${extent}σ from ${from}`;
      const points = {
        values: result.values,
        leading: [directions.length, sigmas.length],
        title,
        theme,
        labels: labelsOf(result),
        steps: { values: sigmas, name: 'σ', headings: directions.map(headingOf), ...startAt(sigmas) },
      };
      const drawn = target === 'png' ? withGivenConditions(points, open, result.context, data.dataset) : points;
      return pathFile(target, drawn, data.dataset, ['direction', 'sigma'], places);
    }
  },
);

/** Rows of the same kind of direction are a group. */
function labelsOf({ directions, sigmas }: Traversal): GridLabels {
  const kinds = [...new Set(directions.map(({ kind }) => kind))];
  return {
    rowLabels: directions.map(({ label, level }) => (level === undefined ? label : `${label}\nlevel ${level}`)),
    columnLabels: sigmas.map((sigma) => `${formatNumber(sigma, 2)}σ`),
    groups: { rows: kinds.map((kind) => directions.filter((direction) => direction.kind === kind).length) },
  };
}

const WEIGHTS = {
  dimension: 'influence',
  principal: 'share of the variance',
  class: 'distance to the class mean',
} as const;

/** The middle of an odd number of steps. */
function startAt(sigmas: readonly number[]) {
  const start = sigmas.indexOf(0);
  return start < 0 ? {} : { start };
}

function headingOf({ kind, label, sigma, weight }: Direction): string {
  return `${label} (σ ${formatNumber(sigma)}, ${WEIGHTS[kind]} ${formatNumber(weight)})`;
}

function show(io: CommandIo, { directions }: Traversal): void {
  showTable(
    io,
    [
      { title: 'row', align: 'right' },
      { title: 'direction' },
      { title: 'σ', align: 'right' },
      { title: 'importance', align: 'right' },
      { title: 'measured by' },
    ],
    directions.map(({ kind, label, sigma, weight }, row) => [
      String(row),
      label,
      formatNumber(sigma),
      formatNumber(weight),
      WEIGHTS[kind],
    ]),
  );
}
