/** Computes the answers of a report, as the inspection worker does for panels. */
import { FIGURES } from '../../protocol/figures/registry.ts';
import { type AnsweredArray, isAnsweredArray } from '../../protocol/rpc/answer-arrays.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { answerFigure } from '../inspection/answers.ts';
import type { OpenedRuns } from '../inspection/opened/opened-runs.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { ComputedAnswer } from './computed-answer.ts';
import { aboutOf, type Question } from './questions.ts';

export interface Asking {
  readonly runs: OpenedRuns;
  readonly runDir: string;
  readonly runtime: Runtime;
  readonly trusted: boolean;
  readonly signal: AbortSignal;
}

/** Errors about the run rather than the figure. The others are what the panel shows of a figure that the flow does not have. */
const FATAL: ReadonlySet<string> = new Set([
  'missing-data',
  'data-changed',
  'data',
  'needs-trust',
  'run-not-found',
  'run-damaged',
  'checkpoint',
]);

/** @throws FlowscopeError if the run or its data cannot be used; the signal's reason once it is aborted */
export async function askFigure(
  { runs, runDir, runtime, trusted, signal }: Asking,
  question: Question,
  step: number,
): Promise<ComputedAnswer> {
  const figure = FIGURES[question.figure];
  signal.throwIfAborted();
  const opened = await runs.get(runDir, step, trusted, figure);
  const common = { method: figure.method.name, about: aboutOf(question, step), precision: 'picture' } as const;
  try {
    const answer = await answerFigure(question.figure, question.params, { ...opened, runtime, trusted, signal });
    signal.throwIfAborted();
    return { ...common, value: storedPart(answer, question) };
  } catch (error) {
    if (!(error instanceof FlowscopeError) || FATAL.has(error.code)) throw error;
    const { code, message, hint } = error;
    return { ...common, value: null, failure: { code, message, hint } };
  }
}

/** Without arrays that nobody fetches, and, of a detail, without what the summary has already. */
function storedPart(answer: object, { without = [], first = {}, only }: Question): unknown {
  const entries = Object.entries(answer)
    .filter(([key]) => only === undefined || key === only)
    .map(([key, value]) => {
      if (without.includes(key)) return [key, EMPTY];
      const rows = first[key];
      return [key, rows !== undefined && isAnsweredArray(value) ? firstRows(value, rows) : value];
    });
  return Object.fromEntries(entries);
}

const EMPTY: AnsweredArray = { dtype: 'float32', shape: [0], values: new Float32Array(0) };

function firstRows({ dtype, shape, values }: AnsweredArray, rows: number): AnsweredArray {
  const [all = 0, ...row] = shape;
  const kept = Math.min(rows, all);
  return { dtype, shape: [kept, ...row], values: values.subarray(0, all === 0 ? 0 : (values.length / all) * kept) };
}
