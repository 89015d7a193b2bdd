/**
 * A figure: something computed of a run's checkpoint. Its definition says what the daemon's method, the panels, the
 * command line and the documentation have in common; the computation is `daemon/inspection/answers.ts`.
 */
import * as z from 'zod/mini';
import { checkpointChoice, runName } from '../common.ts';
import { defineMethod, type MethodDefinition } from '../rpc/method.ts';
import { FIGURE_SUMMARIES, type FigureName } from './figure-names.ts';

/**
 * Ways to write a value on the command line that its schema does not imply: `k=v,…`, with a context or with columns, a row or `center`, `x0,x1,y0,y1`,
 * and `a,b,…` of numbers.
 */
export type Notation = 'context' | 'values' | 'start' | 'rectangle' | 'numbers';

/** An option of the figure's command. */
export interface FigureOption<T extends z.ZodMiniType = z.ZodMiniType> {
  /** Name of the value in the help, such as `N`. */
  readonly value: string;
  /** Long name; default: the parameter's name. */
  readonly name?: string;
  /** One letter. */
  readonly short?: string;
  /** What it does, if the command line says it differently. */
  readonly words?: string;
  /** Schema with the default, if the command line differs. */
  readonly type?: T;
  readonly notation?: Notation;
  /** Says the default, if it depends on something. Default: derived from the schema. */
  readonly otherwise?: string;
}

export interface FigureParameter<T extends z.ZodMiniType = z.ZodMiniType> {
  /** Limits and default. */
  readonly type: T;
  /** What it does, as a sentence. */
  readonly words: string;
  /** Absent: the command line has no such option. */
  readonly option?: FigureOption;
}

export type FigureParameters = Readonly<Record<string, FigureParameter>>;

/** An option that only the command line has, such as the file to write. */
export type CommandOption<T extends z.ZodMiniType = z.ZodMiniType> = FigureOption<T> & {
  readonly words: string;
  readonly type: T;
};

type Types<P extends FigureParameters> = { -readonly [K in keyof P]: P[K]['type'] };
type Values<P extends FigureParameters> = { readonly [K in keyof P]: z.output<P[K]['type']> };

/** Parameters of every figure's method. */
const SUBJECT = {
  run: runName,
  checkpoint: z._default(checkpointChoice, 'latest'),
  /** The panel that shows the answer: only its newest request is processed. */
  panel: z.optional(z.string().check(z.minLength(1), z.maxLength(256))),
};

/** The run, the checkpoint and the panel in the parameters of any figure's method. */
export const figureSubject = z.object(SUBJECT);

export interface Declaration<
  N extends FigureName,
  P extends FigureParameters,
  R extends z.ZodMiniType,
  O extends Readonly<Record<string, CommandOption>>,
  D extends z.ZodMiniObject,
  C extends string,
> {
  readonly name: N;
  /** Its heading in the documentation. */
  readonly title: string;
  /** Types of the models that have this figure. */
  readonly models: readonly string[];
  /** What it does, continuing "it ", where other models do not have what that needs. */
  readonly purpose?: string;
  /** Whether it is of data points with this shape; absent: of all. */
  readonly points?: (shape: readonly number[]) => boolean;
  /** Panels may request it: it only reads. */
  readonly panel: boolean;
  /** A client can follow it while a run trains (`inspect/follow`). */
  readonly follow: boolean;
  /** The parameter that names the file which the method writes: its answers are not cached. */
  readonly writes?: keyof P & string;
  readonly parameters: P;
  /** The method's result. */
  readonly result: R;
  /** The command of the command line that shows it. */
  readonly command: C;
  /** Its options that the method does not have. */
  readonly commandOptions: O;
  /** Its JSON. */
  readonly document: D;
}

export interface FigureDefinition<
  N extends FigureName = FigureName,
  P extends FigureParameters = FigureParameters,
  R extends z.ZodMiniType = z.ZodMiniType,
  O extends Readonly<Record<string, CommandOption>> = Readonly<Record<string, CommandOption>>,
  D extends z.ZodMiniObject = z.ZodMiniObject,
  C extends string = string,
> extends Declaration<N, P, R, O, D, C> {
  readonly summary: string;
  /** `inspect/NAME`. */
  readonly method: MethodDefinition<z.ZodMiniObject<typeof SUBJECT & Types<P>, z.core.$strict>, R>;
  /** Its parameters without the run, the checkpoint and the panel. @throws $ZodError */
  read(params: unknown): Values<P>;
}

export function defineFigure<
  const N extends FigureName,
  const P extends FigureParameters,
  R extends z.ZodMiniType,
  const O extends Readonly<Record<string, CommandOption>>,
  D extends z.ZodMiniObject,
  const C extends string,
>(declaration: Declaration<N, P, R, O, D, C>): FigureDefinition<N, P, R, O, D, C> {
  const { name, parameters, result } = declaration;
  const types = typesOf(parameters);
  const own = z.strictObject(types);
  return {
    ...declaration,
    summary: FIGURE_SUMMARIES[name],
    method: defineMethod(`inspect/${name}`, z.strictObject({ ...SUBJECT, ...types }), result),
    read: (params) => own.parse(params) as Values<P>,
  };
}

/** Whether there is such a figure of a run. What is not known of a run does not exclude it. */
export function isFigureOf(
  { models, points }: Pick<FigureDefinition, 'models' | 'points'>,
  { model, shape }: FiguredRun,
): boolean {
  return (
    (model === undefined || models.includes(model)) && (shape === undefined || points === undefined || points(shape))
  );
}

/** What figures ask of a run; absent if it is not known. */
interface FiguredRun {
  readonly model?: string | undefined;
  readonly shape?: readonly number[] | undefined;
}

function typesOf<P extends FigureParameters>(parameters: P): Types<P> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { type }]) => [name, type])) as Types<P>;
}
