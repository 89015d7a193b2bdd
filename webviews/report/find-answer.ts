/** Finds the answer of a report to a question of a panel, or says in words why there is none. */
import { formatCount } from '../../daemon/format/numbers.ts';
import type { ReportAnswer, ReportContent } from '../../protocol/report/report-content.ts';
import { strings } from './strings.ts';

type Content = Pick<ReportContent, 'answers' | 'defaults' | 'run' | 'checkpoint'>;
export type Values = Readonly<Record<string, unknown>>;

export type Found =
  | { readonly result: unknown }
  | { readonly code: string; readonly message: string; readonly hint: string | null };

/** A daemon says so if it cannot compute what is asked: panels offer no second try, and ask for numbers instead of pixels. */
const ABSENT = 'wrong-value';

export function findAnswer(content: Content, method: string, params: unknown): Found {
  const asked = askedValues(content, method, params);
  const known = content.answers.filter((answer) => answer.method === method);
  const exact = known.find(({ about }) => differences(about, asked).length === 0);
  if (exact === undefined) return { code: ABSENT, message: absence(known, asked), hint: strings.needsRun };
  if (exact.failure !== null) return exact.failure;
  // Details of a layer are stored without what the summary of the same step has.
  const { layer, ...summary } = exact.about;
  if (layer == null) return { result: exact.result };
  const base = known.find(({ about }) => differences(about, { ...summary, layer: null }).length === 0);
  return { result: base === undefined ? exact.result : { ...objectOf(base.result), ...objectOf(exact.result) } };
}

/** The parameters with those that the panel left to their defaults, and a step as the checkpoint. */
export function askedValues({ defaults, run, checkpoint }: Content, method: string, params: unknown): Values {
  const given = objectOf(params);
  const newest = run.checkpoints.at(-1)?.step ?? checkpoint;
  const steps: Readonly<Record<string, number>> = {
    latest: newest,
    best: run.checkpoints.find(({ best }) => best)?.step ?? newest,
  };
  const wanted = given.checkpoint;
  return { ...defaults[method], ...given, checkpoint: typeof wanted === 'string' ? steps[wanted] : wanted };
}

/** Keys in which a question is another one than the answer is about. */
function differences(about: Values, asked: Values): readonly string[] {
  return Object.keys(about).filter((key) => !isSame(about[key], asked[key]));
}

/** `true` in an answer: that there is one, whatever it says. */
function isSame(own: unknown, asked: unknown): boolean {
  if (own === true && typeof asked === 'object') return asked !== null;
  return JSON.stringify(own ?? null) === JSON.stringify(asked ?? null);
}

/** Values that a sentence names. */
const MOST_NAMED = 8;

/** Of what is asked, what the report does not have, and what it has instead. */
function absence(known: readonly ReportAnswer[], asked: Values): string {
  const nearest = known
    .map(({ about }) => ({ about, keys: differences(about, asked) }))
    .sort((a, b) => a.keys.length - b.keys.length);
  const [best] = nearest;
  const key = best?.keys[0];
  if (best === undefined || key === undefined) return strings.noSuchFigure;
  const others = nearest.filter(({ keys }) => keys.length === best.keys.length && keys[0] === key);
  const values = [...new Map(others.map(({ about }) => [JSON.stringify(about[key]), about[key]])).values()];
  const available = [
    ...values.slice(0, MOST_NAMED).map((value) => wordsOf(key, value)),
    ...(values.length > MOST_NAMED ? ['…'] : []),
  ].join(', ');
  return strings.absent({ wanted: wordsOf(key, asked[key]), available });
}

function wordsOf(key: string, value: unknown): string {
  const text = typeof value === 'number' ? numberText(value) : typeof value === 'string' ? value : plain(value);
  switch (key) {
    case 'checkpoint':
      return strings.atStep({ step: text });
    case 'layer':
      return value === null ? strings.allLayers : strings.ofLayer({ layer: text });
    case 'x':
    case 'z':
      return value === null ? strings.notPlaced : strings.placedPoint;
    case 'row':
    case 'from':
    case 'to':
      return value === null ? strings.notPlaced : strings.atRow({ row: text });
    case 'start':
      return typeof value === 'number' ? strings.atRow({ row: text }) : strings.center;
    default:
      return strings.parameter({ name: key, value: text });
  }
}

/** Temperatures are no counts. */
function numberText(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(value);
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(' + ');
  if (value == null) return strings.notChosen;
  if (typeof value === 'boolean') return String(value);
  return Object.entries(objectOf(value))
    .map(([name, each]) => `${name}=${String(each)}`)
    .join(', ');
}

function objectOf(value: unknown): Values {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
