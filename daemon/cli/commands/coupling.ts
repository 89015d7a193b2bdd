import { couplingFigure } from '../../../protocol/figures/coupling.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { layerLabel } from '../../format/layer-label.ts';
import { formatCount, formatNats, formatNumber } from '../../format/numbers.ts';
import { inspectCoupling } from '../../inspection/coupling/coupling-answer.ts';
import type { CommandIo } from '../command-io.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openFlowRun } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';

export const run = defineFigureCommand(
  couplingFigure,
  {
    usage: ['coupling RUN [--layer N] [--row ROW]'],
    notes: [
      'A coupling keeps some elements (x₁) and maps each of the others (x₂) by itself, as a network on x₁ says. With x₁ first, its Jacobian is triangular: its log-det is the sum of the logs of the diagonal.',
      'The numbers are in float64 and in the units of the layer. With more than 12 elements, those that change most are shown, with those that they depend on most.',
    ],
    examples: ['flowscope coupling latest', 'flowscope coupling latest --layer 4 --row 17 --json'],
  },
  async (given, args, io) => {
    const { open, data, runtime } = await openFlowRun(couplingFigure, args, io);
    const found = await interruptible((signal) => inspectCoupling(runtime, open, data, { ...given, signal }));
    if (args.json) writeFigure(io, couplingFigure, found);
    else show(io, found);
    return 0;
  },
);

function show(io: CommandIo, found: Awaited<ReturnType<typeof inspectCoupling>>): void {
  const { layer, row, split, elements, jacobian, dimension, kept, sumLogDiagonal, logDet } = found;
  const all = elements.length === dimension ? '' : `, of which ${elements.length} are shown`;
  showFields(io, [
    ['checkpoint', checkpointText(found)],
    ['layer', layerLabel(layer).trim()],
    ['row', `${formatCount(row)} (${split} split)`],
    ['elements', `${formatCount(dimension)}, ${formatCount(kept)} kept${all}`],
  ]);
  writeText(io, '');
  showTable(
    io,
    [
      { title: 'element', align: 'right' },
      { title: 'x', align: 'right' },
      { title: 'z', align: 'right' },
      { title: 'z =' },
    ],
    elements.map((element) => [
      String(element.index),
      formatNumber(element.input),
      formatNumber(element.output),
      mapText(element),
    ]),
  );
  writeText(io, '\nJacobian ∂z/∂x\n');
  showTable(
    io,
    [
      { title: 'z \\ x', align: 'right' },
      ...elements.map(({ index }) => ({ title: String(index), align: 'right' as const })),
    ],
    jacobian.map((values, i) => [String(elements[i]!.index), ...values.map((value) => formatNumber(value))]),
  );
  writeText(io, '');
  showFields(io, [
    ['Σ log |diagonal|', `${formatNats(sumLogDiagonal)} nats`],
    ['log-det of the layer', `${formatNats(logDet)} nats`],
  ]);
}

function mapText({
  kept,
  scale,
  shift,
}: {
  readonly kept: boolean;
  readonly scale: number | null;
  readonly shift: number | null;
}): string {
  if (kept) return 'x';
  if (scale === null || shift === null) return 'a monotone function of x';
  const sign = shift < 0 ? '−' : '+';
  return `${scale === 1 ? '' : `${formatNumber(scale)} `}x ${sign} ${formatNumber(Math.abs(shift))}`;
}
