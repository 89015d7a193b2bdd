import { probeFigure } from '../../../protocol/figures/probe.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { layerLabel } from '../../format/layer-label.ts';
import { formatNats, formatNumber } from '../../format/numbers.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { probe } from '../../inspection/probe/probe-answer.ts';
import { conditionFiles } from '../condition-files.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { openFlowRun } from '../open-run.ts';
import { showFields, showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

/** Coordinates that are printed. */
const MOST_PRINTED = 12;

export const run = defineFigureCommand(
  probeFigure,
  {
    usage: ['probe RUN --row ROW | --x a,b,… | --z a,b,… [options]'],
    notes: [
      'so far is the sum of the log|det| up to the layer, data → latent. log π(z) plus the last one is log q(x), in nats.',
      'A row is dequantized with the noise of evaluate. A point that is given by --x or --z is not dequantized.',
    ],
    examples: [
      'flowscope probe latest --row 3',
      'flowscope probe latest --x=-0.5,0.2',
      'flowscope probe latest --z 0,0',
    ],
  },
  async (given, args, io) => {
    const { x, z, row } = given;
    if ([x, z, row].filter((value) => value !== null).length !== 1) {
      throw usageError('probe needs exactly one of --row ROW, --x a,b,… and --z a,b,…');
    }
    const { open, data, runtime } = await openFlowRun(probeFigure, args, io);
    const found = await probe(runtime, open, data, {
      ...given,
      pixels: false,
      images: await conditionFiles(given.contextFile, io.cwd, open),
    });
    if (args.json) {
      writeFigure(io, probeFigure, found);
      return 0;
    }
    showFields(io, [
      ['checkpoint', checkpointText(sourceOf(open))],
      ['x', coordinates(found.x)],
      ['z', coordinates(found.z)],
      ['log q(x)', `${formatNats(found.logq)} nats`],
      ...(found.logp === null ? [] : [['log p(x)', `${formatNats(found.logp)} nats`] as const]),
      ['log π(z)', `${formatNats(found.base)} nats`],
    ]);
    showTable(
      io,
      [{ title: 'layer' }, { title: 'log|det|', align: 'right' }, { title: 'so far', align: 'right' }],
      found.layers.map((layer) => [layerLabel(layer), formatNats(layer.logDet), formatNats(layer.running)]),
    );
    return 0;
  },
);

function coordinates(values: readonly number[]): string {
  const shown = values.slice(0, MOST_PRINTED).map((value) => formatNumber(value));
  return values.length > MOST_PRINTED ? `${shown.join(', ')}, … (${values.length})` : shown.join(', ');
}
