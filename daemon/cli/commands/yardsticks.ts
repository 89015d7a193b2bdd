import { yardsticksFigure } from '../../../protocol/figures/yardsticks.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatCount, formatError, formatEstimate, formatNumber } from '../../format/numbers.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { roundTripOf, sampleMeasures } from '../../inspection/yardsticks/yardsticks.ts';
import { SAMPLE_YARDSTICKS, YARDSTICKS } from '../../statistics/yardsticks/registry.ts';
import { isLikeData, type SampleMeasure, type Yardstick } from '../../statistics/yardsticks/yardstick.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields, showTable } from '../show.ts';
import { usageError } from '../usage-error.ts';

export const run = defineFigureCommand(
  yardsticksFigure,
  {
    usage: ['yardsticks RUN [-n N] [--split S] [--seed S]'],
    notes: [
      'Every model has these yardsticks, whether or not it has a likelihood. They need only samples, rows of the data and, for the round trip, an encoder. ± is two standard errors.',
      'The reference is what draws of the data give in place of samples. A perfect model is within its limits 19 times out of 20.',
    ],
    examples: ['flowscope yardsticks latest', 'flowscope yardsticks latest --split test --json'],
  },
  async (given, args, io) => {
    const { n, split, seed } = given;
    const { open, data, runtime } = await openRunAll(yardsticksFigure, args, io);
    if (data.dataset[split].count === 0)
      throw usageError(`the ${split} split of this run has no rows`, 'choose another one, such as --split train');
    const found = await interruptible(async (signal) => {
      const options = { split, n, seed, signal };
      const measures = await sampleMeasures(runtime, open, data, options);
      return { ...measures, roundTrip: await roundTripOf(runtime, open, data, options) };
    });
    const source = sourceOf(open);
    if (args.json) {
      const modes = found.modes && { ...found.modes, counts: [...found.modes.counts] };
      writeFigure(io, yardsticksFigure, { ...source, split, n, seed, ...found, modes });
      return 0;
    }
    const { samples, modes } = found;
    showFields(io, [
      ['checkpoint', checkpointText(source)],
      ['samples', `${formatCount(n)}, beside rows of the ${split} split`],
    ]);
    writeText(io, '');
    showTable(
      io,
      [
        { title: 'yardstick' },
        { title: 'value', align: 'right' },
        { title: 'data in place of samples', align: 'right' },
        { title: '' },
      ],
      SAMPLE_YARDSTICKS.map((yardstick) =>
        row(yardstick, new Map(Object.entries(samples)).get(yardstick.name) ?? null),
      ),
    );
    writeText(io, '');
    showFields(io, [
      ...(modes
        ? [
            [
              'modes',
              `${modes.covered} of ${modes.of} covered, ${percent(modes.nearShare)} of the samples near one (data: ${percent(modes.expectedNearShare)})`,
            ] as const,
          ]
        : []),
      [
        'round trip',
        found.roundTrip === null
          ? 'none: the model has no encoder'
          : `x → z → x changes rows by ${formatError(found.roundTrip.rms)} standard deviations, ${formatError(found.roundTrip.max)} at most`,
      ],
    ]);
    writeText(io, '');
    // Without known modes, nothing is said about them.
    const silent = modes === null ? ['modes'] : [];
    for (const { title, shows, cannotShow } of YARDSTICKS.filter(({ name }) => !silent.includes(name))) {
      writeText(io, `${title}\n  shows: ${shows}\n  cannot show: ${cannotShow}`);
    }
    return 0;
  },
);

function row(yardstick: Yardstick, measure: SampleMeasure | null): readonly string[] {
  if (measure === null) return [yardstick.title, 'too few rows', '', ''];
  const { value, se, reference } = measure;
  return [
    yardstick.title,
    formatEstimate(value, se),
    `${formatNumber(reference.low, 3)} … ${formatNumber(reference.high, 3)}`,
    isLikeData(yardstick, measure) ? 'like the data' : '',
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
