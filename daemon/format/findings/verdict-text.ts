/** The findings about a flow in one line. */
import { type Examined, type Finding, type Severity, severityOf } from '../../statistics/findings/findings.ts';
import { ENGLISH, type FormatStrings } from '../strings.ts';
import { findingText } from './finding-text.ts';

export interface Verdict {
  /** null: nothing is wrong, apart from notes. */
  readonly finding: Finding | null;
  readonly severity: Severity | 'none';
  /** The most severe finding, or that there is none. */
  readonly headline: string;
  /** How many more findings and notes there are, and which checks are pending. */
  readonly rest: readonly string[];
}

export function verdictOf({ findings, checks, pending }: Examined, strings: FormatStrings = ENGLISH): Verdict {
  const faults = findings.filter((finding) => severityOf(finding) !== 'note');
  const notes = findings.length - faults.length;
  const [finding = null] = faults;
  const more = faults.length - 1;
  const names = pending.map((name) => strings[`check.${name}`]).join(', ');
  const noneFound = pending.length === 0 ? strings.noProblem : strings.noProblemSoFar;
  return {
    finding,
    severity: finding === null ? 'none' : severityOf(finding),
    headline: finding === null ? noneFound : findingText(finding, strings).headline,
    rest: [
      ...(finding === null ? [strings.checks({ count: checks })] : []),
      ...(more > 0 ? [strings.moreFindings({ count: more })] : []),
      ...(notes > 0 ? [strings.notes({ count: notes })] : []),
      ...(pending.length > 0 ? [strings.pendingChecks({ names })] : []),
    ],
  };
}

/** `Worse than a Gaussian by 0.27 nats (1 more finding)`. */
export function verdictLine(examined: Examined): string {
  const { headline, rest } = verdictOf(examined);
  return rest.length === 0 ? headline : `${headline} (${rest.join(', ')})`;
}
