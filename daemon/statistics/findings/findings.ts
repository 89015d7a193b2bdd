/** Everything that is wrong with a flow, the most severe first. Also runs in browsers. */
import { copies, type DataFinding, notFinite, undequantized } from './data-findings.ts';
import { type Facts, pastBest } from './facts.ts';
import { cancelled, inexact, insensitive, type LayerFinding, outsideBound } from './layer-findings.ts';
import { divergence, type RunFinding, worsening } from './run-findings.ts';
import {
  dependentColumns,
  mismatch,
  overfitting,
  type SumFinding,
  worseThanGaussian,
  wrongSum,
} from './sum-findings.ts';

export type Finding = RunFinding | DataFinding | SumFinding | LayerFinding;

/** `invalid`: the likelihood, or the inverse, means nothing. `note`: nothing is wrong. */
export type Severity = 'invalid' | 'fault' | 'note';

/**
 * The kinds of findings from the most to the least severe. Causes come before what may follow from them: latents that do
 * not follow the base may do so because of a layer, and the advice for the layer is the one that helps.
 */
const SEVERITIES = {
  'wrong-sum': 'invalid',
  diverged: 'invalid',
  integers: 'invalid',
  'dependent-columns': 'invalid',
  'not-finite': 'invalid',
  inexact: 'invalid',
  copied: 'fault',
  overfitting: 'fault',
  'worse-than-gaussian': 'fault',
  'outside-bound': 'fault',
  dead: 'fault',
  'single-dimension': 'fault',
  'past-best': 'fault',
  mismatch: 'fault',
  'mismatch-held-out': 'fault',
  cancelled: 'note',
  'worse-later': 'note',
} as const satisfies Readonly<Record<Finding['kind'], Severity>>;

const ORDER = Object.keys(SEVERITIES);

export function severityOf({ kind }: Pick<Finding, 'kind'>): Severity {
  return SEVERITIES[kind];
}

export type CheckName = keyof typeof CHECKS;

/** null: the check does not apply, or its facts are not known. */
type Check = (facts: Facts) => readonly Finding[] | 'pending' | null;

const CHECKS = {
  sum: wrongSum,
  divergence,
  integers: undequantized,
  dependence: ({ dependentColumns: columns }) => dependentColumns(columns),
  finiteness: notFinite,
  inverses: inexact,
  copies,
  overfitting: (facts) => (facts.comparing === true ? 'pending' : overfitting(facts, pastBest(facts))),
  gaussian: worseThanGaussian,
  bounds: outsideBound,
  sensitivity: insensitive,
  base: (facts) => mismatch(facts, pastBest(facts)),
  cancellation: cancelled,
  validation: worsening,
} as const satisfies Readonly<Record<string, Check>>;

export interface Examined {
  /** The most severe first. */
  readonly findings: readonly Finding[];
  /** Number of checks, with those that are pending. */
  readonly checks: number;
  readonly pending: readonly CheckName[];
}

export function examine(facts: Facts): Examined {
  const results = Object.entries(CHECKS as Readonly<Record<string, Check>>)
    .map(([name, check]) => ({ name: name as CheckName, result: check(facts) }))
    .filter(({ result }) => result !== null);
  const found = results.flatMap(({ result }) => (result === 'pending' ? [] : result!));
  return {
    findings: found.filter(isNews(found)).toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)),
    checks: results.length,
    pending: results.filter(({ result }) => result === 'pending').map(({ name }) => name),
  };
}

/** That validation became worse is a part of what is said of overfitting and of divergence. */
function isNews(found: readonly Finding[]): (finding: Finding) => boolean {
  const isFound = (kind: Finding['kind']) => found.some((each) => each.kind === kind);
  const said = [
    ...(isFound('diverged') ? ['past-best', 'worse-later'] : []),
    ...(isFound('overfitting') ? ['past-best'] : []),
  ];
  return ({ kind }) => !said.includes(kind);
}

/** Whether an NLL is of no use for a comparison with that of other flows: it can fall without bound. */
export function isIncomparable(findings: readonly Finding[]): boolean {
  return findings.some(({ kind }) => kind === 'integers' || kind === 'dependent-columns');
}
