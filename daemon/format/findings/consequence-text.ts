/** Names findings that follow from another one, in a few words. */
import type { Consequence, Examined, Finding } from '../../statistics/findings/findings.ts';
import { formatShortNats } from '../numbers.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';
import { errorText, layerNumbers, percentText } from './finding-parts.ts';
import { findingText } from './finding-text.ts';

/** Consequences of a finding, each in a few words. */
export function consequencesOf(
  { consequences }: Pick<Examined, 'consequences'>,
  { kind }: Pick<Finding, 'kind'>,
  strings: FormatStrings = ENGLISH,
): readonly string[] {
  return consequences.filter(({ of }) => of === kind).map((consequence) => consequenceText(consequence, strings));
}

/** A sentence with consequences. @param consequences of `consequencesOf`; at least one */
export function consequenceSentence(
  finding: Finding,
  consequences: readonly string[],
  strings: FormatStrings = ENGLISH,
): string {
  const list = consequences.join('; ');
  // The faults of weights from before a run diverged have other causes.
  const isEarlier = finding.kind === 'diverged' && (finding.weights === 'best' || finding.weights === 'before');
  return isEarlier ? strings.alsoFound({ list }) : strings.probableConsequences({ count: consequences.length, list });
}

function consequenceText({ finding }: Consequence, strings: FormatStrings): string {
  switch (finding.kind) {
    case 'worse-than-gaussian':
      return strings['consequence.worse-than-gaussian']({ by: formatShortNats(finding.nll - finding.gaussian) });
    case 'mismatch':
    case 'mismatch-held-out': {
      const term = strings[`lastTerm.${finding.term}`];
      return strings[`consequence.${finding.kind}`]({ term, value: formatShortNats(finding.value) });
    }
    case 'not-finite':
      return strings['consequence.not-finite']({ count: finding.count });
    case 'inexact':
      return finding.worst === null
        ? strings['consequence.inexact']
        : strings['consequence.inexactBy']({ error: errorText(finding.worst) });
    case 'overfitting':
      return strings['consequence.overfitting']({ gap: formatShortNats(finding.gap) });
    case 'outside-bound':
      return strings['consequence.outside-bound']({ share: percentText(finding.worst) });
    case 'dead': {
      const { layers } = finding;
      return strings['consequence.dead']({ count: layers.length, layers: layerNumbers(layers, strings) });
    }
    default:
      return findingText(finding, strings).headline;
  }
}
