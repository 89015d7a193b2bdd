/** Explains how samples are drawn, with the settings of the samples shown. */
import { formatCount } from '../../daemon/format/numbers.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

type Likelihood = RunInfo['likelihood'];

const EXACT = { heading: strings.heading, drawn: strings.helpDrawn, same: strings.helpSame } as const;
const BOUND = {
  heading: strings.headingOfBound,
  drawn: strings.helpDrawnOfBound,
  same: strings.helpSameOfBound,
} as const;
const NONE = { heading: strings.headingOfNone, drawn: strings.helpDrawnOfNone, same: strings.helpSameOfNone } as const;

/** The words for how samples come about, by what the model can say about log q(x). */
export function samplesWords(likelihood: Likelihood) {
  return likelihood === 'bound' ? BOUND : likelihood === 'none' ? NONE : EXACT;
}

export function samplesHelp(
  { n, temperature, seed, point }: Pick<Samples, 'n' | 'temperature' | 'seed' | 'point'>,
  likelihood?: Likelihood,
): string {
  const words = samplesWords(likelihood);
  const shown = temperature.toFixed(2);
  const heat =
    temperature === 1 ? words.same : strings[temperature < 1 ? 'helpColder' : 'helpHotter']({ temperature: shown });
  const sentences = [
    words.drawn({ n: formatCount(n), seed }),
    heat,
    ...(point.length < 3 ? [strings.helpPoints] : [strings.helpImages]),
    ...(point.length === 3 && likelihood !== 'none' ? [strings.helpLikelihood] : []),
  ];
  return sentences.join(' ');
}
