/**
 * What a layer, a conditioner and a base distribution are. Each type is one file (schema, hover text, shape, domain,
 * parameters with their start values, forward with log-det, inverse) plus one line in its folder's registry.
 * Convention: forward = data → latent (f); mask 1 = kept. Densities in nats.
 */
import type * as z from 'zod';
import type { RandomStream } from '../random/random-stream.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';

/** Text of hovers and of the reference page. */
export interface Documentation {
  /** One sentence: what it does. */
  readonly summary: string;
  /** The map in Unicode maths, data → latent; for bases the density. */
  readonly formula: string;
  /** log|det ∂z/∂x| in Unicode maths; null for bases and conditioners. */
  readonly logDet: string | null;
  /** Paper, and equation where there is one. */
  readonly reference: string | null;
}

/** A trainable tensor, or a fixed one (`trainable: false`: permutations, flags) that is saved with the parameters. */
export interface ParameterSpec {
  /** Name inside its owner, e.g. `layer0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly dtype: 'float' | 'int64';
  /** Whether AdamW decays it: weights of linear layers only. */
  readonly decay: boolean;
  /** Start values, row-major; `random` is this parameter's own stream. */
  readonly initialize: (random: RandomStream) => Float32Array;
}

/** What a built piece sees when it writes its graph. */
export interface Scope {
  /** The tensor of one of the owner's own parameters, by its ParameterSpec name. */
  parameter(name: string): Tensor;
  /** Context per sample, [B, C] float, or null. */
  readonly context: Tensor | null;
  /** Host-generated noise of `shape` (leading axis = batch), e.g. for dequantization. Uniform on [0, 1) or standard normal. */
  noise(kind: 'uniform' | 'normal', shape: Shape): Tensor;
}

/** `forward`: data → latent. */
export type Direction = 'forward' | 'inverse';

export interface Transformed {
  /** [B, …outputShape] (forward) or [B, …inputShape] (inverse). */
  readonly value: Tensor;
  /** log|det| of the direction that was computed, shape [B], or [1] where it is the same for every sample. */
  readonly logDet: Tensor;
}

/** A layer with its shapes and configuration fixed. Inputs and outputs have a leading batch axis. */
export interface Bijection {
  readonly parameters: readonly ParameterSpec[];
  forward(x: Tensor, scope: Scope): Transformed;
  inverse(z: Tensor, scope: Scope): Transformed;
  /**
   * Data-dependent start values by parameter name (actnorm), from a batch that reaches this layer to be passed in this
   * direction: `inverse` where the layer stands inside one.
   */
  readonly initializeFromData?: (x: Tensor, direction: Direction) => Readonly<Record<string, Tensor>>;
  /** Share of coordinates outside a spline's bound, [1] or [B]; absent where there is no bound. */
  readonly outsideBound?: (x: Tensor) => Tensor;
  /** Of maps made of pieces: where they meet. Precision is measured there. */
  readonly pieces?: {
    /** No piece ends beyond ± this. */
    readonly bound: number;
    /**
     * x, the input of the given direction, with the transformed coordinates put on a place where two pieces meet: one tensor
     * of x's shape for each place.
     */
    readonly ends: (x: Tensor, scope: Scope, direction: Direction) => readonly Tensor[];
  };
}

/** Where a layer stands. */
export interface Site {
  /** Shape of one sample at the layer's input, without the batch axis: [D] or [height, width, channels]. */
  readonly inputShape: Shape;
  /** Size of the context vector, 0 if none. */
  readonly contextSize: number;
}

/** A set of real numbers a coordinate may take. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Whether the end points themselves may occur. */
  readonly closed: boolean;
  /**
   * Range of the map up to here where its domain is taken as large as it goes; absent: the interval itself. Data in
   * [0, 1] may feed an affine coupling and a normal base, since the coupling maps all reals onto all reals; behind a
   * sigmoid they may not. The data's own intervals have the extension (−∞, ∞). The base's support is compared with this.
   */
  readonly extension?: { readonly low: number; readonly high: number };
}

export const REAL_LINE: Interval = { low: -Infinity, high: Infinity, closed: false };

/** What a map takes. */
export interface Domain extends Pick<Interval, 'low' | 'high' | 'closed'> {
  /** Only the whole numbers of the interval. */
  readonly whole?: boolean;
}

export type ShapeResult = { readonly shape: Shape } | { readonly problem: string };
/** Intervals per coordinate (length D), or what is wrong with the input's. */
export type DomainResult = { readonly intervals: readonly Interval[] } | { readonly problem: string };

/**
 * How coordinates pass, for `never-transformed` and `never-seen`.
 * `source[j]`: the input coordinate that output j is (a fixed multiple of), or -1 if several are mixed into it.
 * `transformed[j]`: output j depends on other inputs or on a learned nonlinear map.
 * `seen[i]`: input i feeds a conditioner or is mixed into others.
 */
export interface CoordinateFlow {
  readonly source: readonly number[];
  readonly transformed: readonly boolean[];
  readonly seen: readonly boolean[];
}

/** closed: one pass; sequential: D passes; iterative: a numerical solve. */
export type InverseKind = 'closed' | 'sequential' | 'iterative';

/** What others ask of a layer instead of knowing its name. Each is absent where it does not hold. */
export interface LayerTraits {
  /** Prepares the data: its log-det turns the flow's units into those of the data. */
  readonly preprocessing?: true;
  /** Adds noise to whole numbers; its inverse rounds down. */
  readonly dequantizes?: true;
  /** z = x·exp(s) + t: for every element, for those that the mask does not keep, or with s and t from the elements before. */
  readonly affine?: 'elementwise' | 'masked' | 'sequential';
  /** Its log-det depends on the point through a network. */
  readonly conditioned?: true;
  /** A map of each coordinate by itself that can take the place of a coupling: how much it can do. */
  readonly elementwise?: 'bend' | 'scale and shift';
  /** What its key `order` says: in which order each dimension depends on those before it, or where each comes from. */
  readonly order?: 'autoregressive' | 'rearrangement';
  /** The coordinates behind it are other ones: what alternates starts anew. */
  readonly rearranges?: true;
  /** It does not map one point onto one point, so that `inverse` may not hold it. */
  readonly manyToOne?: true;
}

/** A choice of the spec's vocabulary that is parsed and checked; `build` is null while it is not available yet. */
export interface LayerDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly traits?: LayerTraits;
  /** Keys of the layer with defaults and descriptions (without `type`). */
  readonly schema: z.ZodType<C>;
  /** Which keys name masks or orders that `alternate…` counting resolves before `build` (see ResolvedMask). */
  readonly inverse: InverseKind;
  /** Shape after the layer, or the sentence that says what it needs and what it found. */
  shape(config: C, input: Shape): ShapeResult;
  /** Image of the coordinate intervals; `shape` is the layer's input shape. */
  domain(config: C, input: readonly Interval[], shape: Shape): DomainResult;
  /** Image under the layer's inverse of intervals at its output; `shape` is its output shape. Absent: same as `domain`. */
  inverseDomain?(config: C, output: readonly Interval[], shape: Shape): DomainResult;
  /** Values that every coordinate may have at the input of this direction. Absent: all real numbers. */
  takes?(config: C, direction: Direction): Domain;
  /** The input shape that leads to this output shape; null where several do. Absent: the layer keeps the shape. */
  undoneShape?(config: C, output: Shape): Shape | null;
  /** Defaults that depend on the layer's input shape, or on the bits of an image source (null: another source). */
  presets?(config: C, input: Shape, bits: number | null): Partial<C>;
  coordinates(config: C, shape: Shape): CoordinateFlow;
  /** Present on layers with a `conditioner` key: the kinds it may be, and what is in force where the key is missing. */
  readonly conditioner?: {
    readonly kinds: readonly ConditionerDefinition['kind'][];
    default(input: Shape): { readonly type: string };
    /** Whether the layer has one with these keys. Absent: always. */
    needed?(config: C): boolean;
  };
  /** What of an available layer is not available yet with these keys (diagnostic `not-available`), or null. */
  unavailable?(config: C): string | null;
  readonly build: ((config: C, site: Site) => Bijection) | null;
}

/**
 * The resolved form of a coupling's `mask` in a plan: 1 = kept, one entry per dimension (vector) or, for images, per
 * element in [height, width, channels] order. The resolver replaces the name by this list before `build`.
 */
export type ResolvedMask = readonly (0 | 1)[];

export interface ConditionerSite {
  /** Number of inputs without the context. */
  readonly inputSize: number;
  readonly contextSize: number;
  /** Number of outputs the transform needs. */
  readonly outputSize: number;
}

/** A network from [B, inputSize] (and context) to [B, outputSize]. The last linear layer starts at zero. */
export interface Conditioner {
  readonly parameters: readonly ParameterSpec[];
  apply(x: Tensor, scope: Scope): Tensor;
}

/** Sites of masked networks also carry the autoregressive order: `order[d]` = position of dimension d, 0-based. */
export interface MaskedConditionerSite extends ConditionerSite {
  readonly order: readonly number[];
  /** Outputs per dimension; output d·perDimension + k belongs to dimension d, outputSize = inputSize·perDimension. */
  readonly perDimension: number;
}

export interface ConditionerDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
  /** Which layers may use it. */
  readonly kind: 'vector' | 'masked' | 'image';
  readonly build: ((config: C, site: ConditionerSite | MaskedConditionerSite) => Conditioner) | null;
}

/** A base distribution π on the last latent. */
export interface BaseDistribution {
  readonly parameters: readonly ParameterSpec[];
  /** log π(z), shape [B], for z [B, …shape]. */
  logProb(z: Tensor, scope: Scope): Tensor;
  /**
   * z from host noise of `noise.kind`, [B, …shape], with deviation scaled by `temperature` ([1]): z = μ + T(z₀ − μ).
   */
  sample(noise: Tensor, temperature: Tensor, scope: Scope): Tensor;
  /** Kind of noise `sample` takes, same shape as the latent. */
  readonly noise: 'uniform' | 'normal';
}

/** Coordinate-wise maps between latents and normal scores: u = Φ⁻¹(F(z)) is N(0, 1) where z ~ π. `d`: 0-based coordinate. */
export interface NormalScores {
  toScore(z: number, d: number): number;
  fromScore(u: number, d: number): number;
}

export interface BaseDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
  /** Support of each coordinate. */
  support(config: C): Interval;
  /** Present on bases with a `conditioner` key: the kinds it may be, and what is in force where the key is missing. */
  readonly conditioner?: {
    readonly kinds: readonly ConditionerDefinition['kind'][];
    readonly default: { readonly type: string };
  };
  /**
   * Absent: the coordinates depend on each other, or it is not known yet.
   * @param parameter the values of one of the base's own parameters
   */
  normalScores?(config: C, shape: Shape, parameter: (name: string) => ArrayLike<number>): NormalScores;
  readonly build: ((config: C, site: Site) => BaseDistribution) | null;
}
