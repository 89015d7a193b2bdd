/** Explains how samples are drawn, with the settings of the samples shown. */
import { formatCount } from '../../daemon/format/numbers.ts';
import type { Samples } from './samples-data.ts';
import { strings } from './strings.ts';

export function samplesHelp({
  n,
  temperature,
  seed,
  point,
}: Pick<Samples, 'n' | 'temperature' | 'seed' | 'point'>): string {
  const drawn = strings.helpDrawn({ n: formatCount(n), seed });
  const shown = temperature.toFixed(2);
  const heat =
    temperature === 1
      ? strings.helpSame
      : strings[temperature < 1 ? 'helpColder' : 'helpHotter']({ temperature: shown });
  return `${drawn} ${heat} ${point.length === 3 ? strings.helpImages : strings.helpPoints}`;
}
