/**
 * Defines what a layer and a base distribution are. Each type is one file (schema, hover text, shape,
 * domain, parameters with their initial values, forward with log-det, inverse) plus one line in its folder's registry.
 * Convention: forward = data → latent (f); mask 1 = kept. Densities in nats.
 */
import type * as z from 'zod';
import type { RandomStream } from '../random/random-stream.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { Domain, DomainResult, Interval } from './intervals.ts';

/** Text of hovers and of the reference page. */
export interface Documentation {
  /** One sentence: what it does. */
  readonly summary: string;
  /** The map in Unicode maths, data → latent; for bases the density. */
  readonly formula: string;
  /** log|det ∂z/∂x| in Unicode maths; null for bases and conditioners. */
  readonly logDet: string | null;
  /** Paper, with the equation if there is one. */
  readonly reference: string | null;
}

/** A trainable tensor, or a fixed one (`trainable: false`: permutations, flags) that is saved with the parameters. */
export interface ParameterSpec {
  /** Name within its owner, e.g. `layer0.weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly dtype: 'float' | 'int64';
  /** Whether AdamW decays it: weights of linear layers only. */
  readonly decay: boolean;
  /** Rows of each sample that are multiplied by it: the pixels of a convolution. Absent: 1. */
  readonly rows?: number;
  /** The random stream of its initial values, for parameters of one owner that start from the same numbers. Absent: its own. */
  readonly stream?: string;
  /** Entries with an effect (1) and without (0): the latter are zero while training. Absent: all have an effect. */
  readonly mask?: () => Float64Array;
  /** Initial values, row-major; `random` is the parameter's stream. */
  readonly initialize: (random: RandomStream) => Float32Array;
}

/** What a built piece has access to when it builds its graph. */
export interface Scope {
  /** The tensor of one of the owner's own parameters, by its ParameterSpec name. */
  parameter(name: string): Tensor;
  /** Whether the masked entries of parameters are zero, as while training. Absent: they may be anything. */
  readonly masked?: boolean;
  /** The context as vector networks read it, [B, C] float; null without context. */
  readonly context: Tensor | null;
  /**
   * The context as image networks read it, by resolution (see `mapKey`). Absent: `context` at every pixel.
   */
  readonly contextMaps?: EncodedContext['maps'];
  /**
   * Host-generated noise of `shape` (leading axis = batch), e.g. to dequantize. Uniform on [0, 1) or standard normal.
   */
  noise(kind: 'uniform' | 'normal', shape: Shape): Tensor;
}

/** A context with condition images, after the encoder. */
export interface EncodedContext {
  /** [B, C], for vector networks. */
  readonly vector: Tensor;
  /** [B, height, width, C] at each resolution at which image networks work, for them. */
  readonly maps: ReadonlyMap<string, Tensor>;
}

/** `forward`: data → latent. */
export type Direction = 'forward' | 'inverse';

export function opposite(direction: Direction): Direction {
  return direction === 'forward' ? 'inverse' : 'forward';
}

export interface Transformed {
  /** [B, …outputShape] (forward) or [B, …inputShape] (inverse). */
  readonly value: Tensor;
  /** log|det| of the computed direction, shape [B], or [1] if it is the same for every sample. */
  readonly logDet: Tensor;
  /**
   * The part of `logDet`, [B], that is not a log-det: −log r(u | x) of noise u that the layer has drawn from r. Its mean over the
   * noise makes log q a lower bound.
   */
  readonly noise?: Tensor;
}

/** A layer with its shapes and configuration fixed. Inputs and outputs have a leading batch axis. */
export interface Bijection {
  readonly parameters: readonly ParameterSpec[];
  forward(x: Tensor, scope: Scope): Transformed;
  inverse(z: Tensor, scope: Scope): Transformed;
  /**
   * Data-dependent initial values by parameter name (actnorm), from a batch at this layer's input in the given
   * direction: `inverse` if the layer is inside an `inverse`.
   */
  readonly initializeFromData?: (x: Tensor, direction: Direction) => Readonly<Record<string, Tensor>>;
  /**
   * ln of the derivative of each element by itself, [B, …inputShape]; these add up to the log-det of this direction. 0 for
   * elements that the layer keeps. Absent if it is not known for each element, or the same everywhere.
   */
  readonly elementLogDets?: (x: Tensor, scope: Scope, direction: Direction) => Tensor;
  /** Share of coordinates outside a spline's bound, [1] or [B]; absent if there is no bound. */
  readonly outsideBound?: (x: Tensor) => Tensor;
  /** For piecewise maps: where the pieces meet. Precision is measured there. */
  readonly pieces?: {
    /** All pieces end within ± this. */
    readonly bound: number;
    /**
     * x, the input of the given direction, with the transformed coordinates moved to a place where two pieces meet: one
     * tensor of x's shape for each place.
     */
    readonly ends: (x: Tensor, scope: Scope, direction: Direction) => readonly Tensor[];
  };
}

/** The place of a layer in the flow. */
export interface Site {
  /** Shape of one sample at the layer's input, without the batch axis: [D] or [height, width, channels]. */
  readonly inputShape: Shape;
  /** Size of the context vector, 0 if none. */
  readonly contextSize: number;
  /** Channels of context that image networks get at every pixel. Absent: the context vector. */
  readonly pixelContext?: number;
}

export type ShapeResult = { readonly shape: Shape } | { readonly problem: string };
/**
 * How coordinates flow through a layer, for `never-transformed` and `never-seen`.
 * `source[j]`: the input coordinate that output j is (a fixed multiple of), or -1 if several are mixed into it.
 * `transformed[j]`: output j depends on other inputs or on a learned nonlinear map.
 * `seen[i]`: input i feeds a conditioner or is mixed into others.
 */
export interface CoordinateFlow {
  readonly source: readonly number[];
  readonly transformed: readonly boolean[];
  readonly seen: readonly boolean[];
}

/** What a conditioner is a network on: vectors, vectors whose dimensions have an order, images. */
export type ConditionerKind = 'vector' | 'masked' | 'image';

/** closed: one pass; sequential: D passes; iterative: a numerical solve. */
export type InverseKind = 'closed' | 'sequential' | 'iterative';

/** Properties of a layer that other code asks for instead of its name. Each is absent if it does not apply. */
export interface LayerTraits {
  /** Prepares the data: its log-det converts the flow's units to those of the data. */
  readonly preprocessing?: true;
  /** Adds noise to whole numbers; its inverse rounds down. */
  readonly dequantizes?: true;
  /** z = x·exp(s) + t: for every element, for those that the mask does not keep, or with s and t from the elements before. */
  readonly affine?: 'elementwise' | 'masked' | 'sequential';
  /**
   * It keeps the elements of its `mask`, and maps each other element by itself, as a network on the kept ones says: with a
   * scale and a shift, with a shift, or with a monotone function.
   */
  readonly coupling?: 'scale-and-shift' | 'shift' | 'monotone';
  /** Its log-det depends on the point through a network. */
  readonly conditioned?: true;
  /** Maps each coordinate by itself, as an alternative to a coupling; says how expressive it is. */
  readonly elementwise?: 'bend' | 'scale and shift';
  /**
   * Meaning of its key `order`: the order in which each dimension depends on earlier ones, or where each comes from.
   */
  readonly order?: 'autoregressive' | 'rearrangement';
  /** Its outputs are different coordinates, so alternating masks start over. */
  readonly rearranges?: true;
  /**
   * After its map, the last channels (of vectors, dimensions) leave the flow, as many as its shape rule takes away. They
   * are a part of the latent, whose prior is N(0, 1).
   */
  readonly factorsOut?: true;
  /** It is not one-to-one, so `inverse` may not contain it. */
  readonly manyToOne?: true;
  /**
   * One of its directions maps distant values so close to each other that rounding makes them equal, so that the inverse
   * cannot restore them.
   */
  readonly saturates?: true;
}

/** A choice in the spec's vocabulary that is parsed and checked; `build` is null while it is not available yet. */
export interface LayerDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly traits?: LayerTraits;
  /** Keys of the layer with defaults and descriptions (without `type`). */
  readonly schema: z.ZodType<C>;
  readonly inverse: InverseKind;
  /** Output shape of the layer, or a sentence with what it needs and what it found. */
  shape(config: C, input: Shape): ShapeResult;
  /** Image of the coordinate intervals; `shape` is the layer's input shape. */
  domain(config: C, input: readonly Interval[], shape: Shape): DomainResult;
  /** Image of output intervals under the layer's inverse; `shape` is its output shape. Absent: same as `domain`. */
  inverseDomain?(config: C, output: readonly Interval[], shape: Shape): DomainResult;
  /** Values that a coordinate may have at the input of this direction. Absent: all real numbers. */
  takes?(config: C, direction: Direction): Domain;
  /** The input shape that gives this output shape; null if several do. Absent: the layer keeps the shape. */
  undoneShape?(config: C, output: Shape): Shape | null;
  /** Defaults that depend on the layer's input shape, or on the bits of an image source (null: another source). */
  presets?(config: C, input: Shape, bits: number | null): Partial<C>;
  coordinates(config: C, shape: Shape): CoordinateFlow;
  /**
   * For layers without a key `mask`: the elements of the input that stay as they are, while each other one is mapped by
   * itself, as these say.
   */
  kept?(config: C, input: Shape): ResolvedMask;
  /** Whether its term has the density of learned noise, so that log q is a lower bound. Absent: never. */
  bounds?(config: C): boolean;
  /** Present on layers with a `conditioner` key: the allowed kinds and the default. */
  readonly conditioner?: {
    readonly kinds: readonly ConditionerKind[];
    default(input: Shape): { readonly type: string };
    /** Whether the layer has one with these keys. Absent: always. */
    needed?(config: C): boolean;
  };
  /**
   * Which keys of an available layer are not available yet with these values (diagnostic `not-available`), and values that are;
   * null: all are.
   */
  unavailable?(config: C): { readonly what: string; readonly instead: Partial<C> } | null;
  readonly build: ((config: C, site: Site) => Bijection) | null;
}

/**
 * The resolved form of a coupling's `mask` in a plan: 1 = kept, one entry per dimension (vector) or, for images, per
 * element in [height, width, channels] order. The resolver replaces the name with this list before `build`.
 */
export type ResolvedMask = readonly (0 | 1)[];

/** A base distribution π on the last latent. */
export interface BaseDistribution {
  readonly parameters: readonly ParameterSpec[];
  /** log π(z), shape [B], for z [B, …shape]. */
  logProb(z: Tensor, scope: Scope): Tensor;
  /**
   * z from host noise of `noise.kind`, [B, …shape], with its standard deviation scaled by `temperature` ([1]):
   * z = μ + T(z₀ − μ).
   */
  sample(noise: Tensor, temperature: Tensor, scope: Scope): Tensor;
  /** Kind of noise for `sample`. */
  readonly noise: 'uniform' | 'normal';
  /** How many numbers of noise each coordinate takes: with 2 or more, the noise is [B, draws, …shape]. Default: 1. */
  readonly draws?: number;
}

/**
 * Coordinate-wise maps between latents and normal scores: u = Φ⁻¹(F(z)) is N(0, 1) if z ~ π. `d`: 0-based coordinate.
 */
export interface NormalScores {
  toScore(z: number, d: number): number;
  fromScore(u: number, d: number): number;
}

/** A base distribution beside the normal with the same mean and covariance: what a Gaussian fitted to latents misses. */
export interface VersusNormal {
  /** The base is a normal with independent coordinates. */
  readonly isNormal: boolean;
  /** Entropy of that normal minus its own, per dimension, nats, ≥ 0. */
  readonly negentropy: number;
  /** E[(z − μ)⁴]/σ⁴ of each dimension; 3 for a normal. */
  readonly kurtosis: number;
}

export interface BaseDefinition<C extends object = object> {
  readonly type: string;
  readonly documentation: Documentation;
  readonly schema: z.ZodType<C>;
  /** Support of each coordinate. */
  support(config: C): Interval;
  /** Absent: it is no normal, and how it differs from one is not known or depends on what it learns. */
  readonly versusNormal?: VersusNormal;
  /** Its tails are longer than those of any normal or exponential distribution. */
  readonly longTails?: true;
  /** Present on bases with a `conditioner` key: the allowed kinds and the default. */
  readonly conditioner?: {
    readonly kinds: readonly ConditionerKind[];
    readonly default: { readonly type: string };
  };
  /**
   * Absent: the coordinates depend on each other, or the scores are not implemented.
   * @param parameter the values of one of the base's own parameters
   */
  normalScores?(config: C, shape: Shape, parameter: (name: string) => ArrayLike<number>): NormalScores;
  /**
   * Present on bases that are another one after a map of the last latent: that map, which is a layer of the flow, with its
   * term and its gain. It has the type of the base, but no spec can name it as a layer. `build` gives the other base, and
   * so do the support, the scores and the comparison with the normal.
   */
  readonly step?: LayerDefinition;
  readonly build: ((config: C, site: Site) => BaseDistribution) | null;
}
