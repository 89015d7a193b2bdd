/** Prints how samples compare with rows of the data. */
import { formatCount, formatCounted, formatEstimate, formatNumber } from '../../format/numbers.ts';
import type { SampleMeasures } from '../../inspection/yardsticks/yardsticks.ts';
import { SAMPLE_YARDSTICKS } from '../../statistics/yardsticks/registry.ts';
import { isLikeData, type SampleMeasure, type Yardstick } from '../../statistics/yardsticks/yardstick.ts';
import type { CommandIo } from '../command-io.ts';
import { showTable } from '../show.ts';

/** Of rows with weights: how many of them samples are compared with, after what is before it. @param all rows of the split */
export function comparedText({ comparedRows }: Pick<SampleMeasures, 'comparedRows'>, all: number): string {
  if (comparedRows === undefined) return '';
  return `, ${formatCount(comparedRows)} of ${formatCounted(all, 'row')}, drawn by weight`;
}

export function showSamples(io: CommandIo, { samples, modes }: SampleMeasures): void {
  const measures = new Map(Object.entries(samples));
  showTable(
    io,
    [
      { title: 'yardstick' },
      { title: 'value (± two standard errors)', align: 'right' },
      { title: 'data in place of samples', align: 'right' },
      { title: '' },
    ],
    [
      ...SAMPLE_YARDSTICKS.map((yardstick) => row(yardstick, measures.get(yardstick.name) ?? null)),
      ...(modes
        ? [
            ['modes', `${modes.covered} of ${modes.of} covered`, '', ''],
            ['samples near a mode', percent(modes.nearShare), percent(modes.expectedNearShare), ''],
          ]
        : []),
    ],
  );
}

function row(yardstick: Yardstick, measure: SampleMeasure | null): readonly string[] {
  if (measure === null) return [yardstick.title, 'too few rows', '', ''];
  const { value, se, reference } = measure;
  return [
    yardstick.title,
    formatEstimate(value, se),
    `${formatNumber(reference.low, 3)} … ${formatNumber(reference.high, 3)}`,
    isLikeData(yardstick, measure) ? 'like the data' : 'unlike the data',
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
