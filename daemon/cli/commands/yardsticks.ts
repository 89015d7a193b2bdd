import { yardsticksFigure } from '../../../protocol/figures/yardsticks.ts';
import { checkpointText } from '../../format/checkpoint-text.ts';
import { formatCount, formatError } from '../../format/numbers.ts';
import { sourceOf } from '../../inspection/opened/open-flow.ts';
import { roundTripOf, sampleMeasures } from '../../inspection/yardsticks/yardsticks.ts';
import { YARDSTICKS } from '../../statistics/yardsticks/registry.ts';
import { defineFigureCommand, writeFigure } from '../define-figure-command.ts';
import { comparedText, showSamples } from '../evaluation/show-samples.ts';
import { interruptible } from '../interrupt.ts';
import { openRunAll } from '../open-run.ts';
import { writeText } from '../print.ts';
import { showFields } from '../show.ts';
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
    const { modes } = found;
    showFields(io, [
      ['checkpoint', checkpointText(source)],
      [
        'samples',
        `${formatCount(n)}, beside rows of the ${split} split${comparedText(found, data.dataset[split].count)}`,
      ],
    ]);
    writeText(io, '');
    showSamples(io, found);
    writeText(io, '');
    showFields(io, [
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
