/** Everything that is wrong with a flow, the most severe first. Also runs in browsers. */
import { copies, type DataFinding, notFinite, undequantized } from './data-findings.ts';
import { type Facts, laterBest, worsened } from './facts.ts';
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

/** The kinds of findings from the most to the least severe. Causes come before what may follow from them. */
const SEVERITIES = {
  'wrong-sum': 'invalid',
  diverged: 'invalid',
  integers: 'invalid',
  'dependent-columns': 'invalid',
  'not-finite': 'invalid',
  inexact: 'invalid',
  copied: 'fault',
  overfitting: 'fault',
  'outside-bound': 'fault',
  dead: 'fault',
  'single-dimension': 'fault',
  'past-best': 'fault',
  'worse-than-gaussian': 'fault',
  mismatch: 'fault',
  'mismatch-held-out': 'fault',
  cancelled: 'note',
  'worse-later': 'note',
} as const satisfies Readonly<Record<Finding['kind'], Severity>>;

const ORDER = Object.keys(SEVERITIES);

type Kinds = ReadonlySet<Finding['kind']>;

/** Findings that any other fault may cause. The advice for that fault is the one that helps. */
const SYMPTOMS: Kinds = new Set(['worse-than-gaussian', 'mismatch', 'mismatch-held-out']);

/** Findings that the updates that made training diverge may have caused, and further ones for unusable weights. */
const OF_DIVERGENCE: Kinds = new Set([...SYMPTOMS, 'not-finite', 'inexact', 'dead']);
const OF_UNUSABLE: Kinds = new Set([...OF_DIVERGENCE, 'overfitting', 'outside-bound']);

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
  overfitting: (facts) => (facts.comparing === true ? 'pending' : overfitting(facts, worsened(facts))),
  gaussian: (facts) => worseThanGaussian(facts, laterBest(facts)),
  bounds: outsideBound,
  sensitivity: insensitive,
  base: (facts) => mismatch(facts, laterBest(facts)),
  cancellation: cancelled,
  validation: worsening,
} as const satisfies Readonly<Record<string, Check>>;

/** A finding that probably follows from another one. */
export interface Consequence {
  readonly of: Finding['kind'];
  readonly finding: Finding;
}

export interface Examined {
  /** The most severe first, without consequences. There is at most one of a kind. */
  readonly findings: readonly Finding[];
  readonly consequences: readonly Consequence[];
  /** Number of checks, with those that are pending. */
  readonly checks: number;
  readonly pending: readonly CheckName[];
}

export function examine(facts: Facts): Examined {
  const results = Object.entries(CHECKS as Readonly<Record<string, Check>>)
    .map(([name, check]) => ({ name: name as CheckName, result: check(facts) }))
    .filter(({ result }) => result !== null);
  const found = results.flatMap(({ result }) => (result === 'pending' ? [] : result!));
  const news = found.filter(isNews(found)).toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const consequences = news.flatMap((finding) => {
    const of = causeOf(finding, news);
    return of === null ? [] : [{ of, finding }];
  });
  return {
    findings: news.filter((finding) => consequences.every((folded) => folded.finding !== finding)),
    consequences,
    checks: results.length,
    pending: results.filter(({ result }) => result === 'pending').map(({ name }) => name),
  };
}

/** @param found the most severe first */
function causeOf({ kind }: Finding, found: readonly Finding[]): Finding['kind'] | null {
  const diverged = found.find((other) => other.kind === 'diverged');
  if (diverged !== undefined && (diverged.weights === 'unusable' ? OF_UNUSABLE : OF_DIVERGENCE).has(kind)) {
    return 'diverged';
  }
  if (!SYMPTOMS.has(kind)) return null;
  const [first] = found.filter((other) => other.kind !== kind && severityOf(other) !== 'note');
  return first === undefined || ORDER.indexOf(first.kind) > ORDER.indexOf(kind) ? null : first.kind;
}

/** The findings about overfitting and divergence already say that validation became worse. */
function isNews(found: readonly Finding[]): (finding: Finding) => boolean {
  const isSaid = found.some(({ kind }) => kind === 'diverged' || kind === 'overfitting');
  return ({ kind }) => !(isSaid && (kind === 'past-best' || kind === 'worse-later'));
}

/** Whether an NLL says nothing about the fit, because it can fall without bound, and why. */
export function meaninglessBecause(findings: readonly Finding[]): 'integers' | 'dependent-columns' | null {
  for (const { kind } of findings) if (kind === 'integers' || kind === 'dependent-columns') return kind;
  return null;
}
