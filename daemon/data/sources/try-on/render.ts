/** Draws the images of `try-on`: a person, a garment, and what the person looks like in the garment. */
import { coverPixels, disc, limb, type Shape, trapezoid, without } from './draw-shapes.ts';
import type { Garment, Pattern, Person } from './scene.ts';

export const BACKGROUND = 205;
/** Sizes are given for this image. */
const UNIT = 16;
const SHOULDERS = 5;
const HIPS = 9.6;
const ARM = 4.6;
/** Arms and sleeves are a little darker than the body behind them. */
const ARM_SHADE = 0.86;
const HAIR_SHADE = 0.4;
/** The pose in which a garment is shown by itself, as if on a hanger. */
const HANGER = { x: 8, width: 2.2, leftArm: 0.9, rightArm: 0.9 };

/**
 * The mean of a dressed person's pixels, [size²] each, for folds u and light v:
 * μ = background + (skin + cloth·(1 + FOLD·u·folds))·(1 + LIGHT·v·side).
 */
export interface Layers extends Painted {
  /** Where the cloth is lighter and darker, in [−1, 1]. */
  readonly folds: Float64Array;
  /** Place across the body, −1 (left) to 1 (right). */
  readonly side: Float64Array;
}

/** What is painted at each pixel, times the share of the pixel that it covers. */
interface Painted {
  readonly background: Float64Array;
  readonly skin: Float64Array;
  readonly cloth: Float64Array;
}

export const FOLD = 0.15;
export const LIGHT = 0.2;

/** The pixels' mean, [size²], gray levels; `out` is filled and returned. */
export function meanOf(layers: Layers, u: number, v: number, out: Float64Array): Float64Array {
  const { background, skin, cloth, folds, side } = layers;
  for (let i = 0; i < out.length; i++) {
    out[i] = background[i]! + (skin[i]! + cloth[i]! * (1 + FOLD * u * folds[i]!)) * (1 + LIGHT * v * side[i]!);
  }
  return out;
}

interface Paint {
  readonly shape: Shape;
  readonly kind: 'skin' | 'cloth';
  readonly tone: (x: number, y: number) => number;
}

type Body = Pick<Person, 'x' | 'width' | 'leftArm' | 'rightArm'>;

/** The condition image of a person, [size²], 0 … 255. */
export function personImage(person: Person, size: number): Uint8Array {
  return flat(paint([...legs(person), ...trunk(person), ...arms(person, person.skin)], size));
}

/** The condition image of a garment, [size²], 0 … 255. */
export function garmentImage(garment: Garment, size: number): Uint8Array {
  return flat(paint([...shirt(garment, HANGER), ...sleeves(garment, HANGER)], size));
}

export function dressed(person: Person, garment: Garment, size: number): Layers {
  const paints = [
    ...legs(person),
    ...trunk(person),
    ...shirt(garment, person),
    ...arms(person, person.skin),
    ...sleeves(garment, person),
  ];
  const { x, width } = person;
  const [folds, side] = [new Float64Array(size * size), new Float64Array(size * size)];
  for (let i = 0; i < folds.length; i++) {
    const across = (((i % size) + 0.5) * UNIT) / size - x;
    const down = ((Math.floor(i / size) + 0.5) * UNIT) / size - SHOULDERS;
    folds[i] = Math.cos(2 * Math.PI * ((0.55 * across) / width + 0.13 * down));
    side[i] = Math.max(-1, Math.min(1, across / (width + 1.5)));
  }
  return { ...paint(paints, size), folds, side };
}

function flat(painted: Painted): Uint8Array {
  const { background, skin, cloth } = painted;
  const image = new Uint8Array(background.length);
  for (let i = 0; i < image.length; i++) image[i] = Math.round(background[i]! + skin[i]! + cloth[i]!);
  return image;
}

function paint(paints: readonly Paint[], size: number): Painted {
  const count = size * size;
  const painted = {
    background: new Float64Array(count).fill(BACKGROUND),
    skin: new Float64Array(count),
    cloth: new Float64Array(count),
  };
  const all = [painted.background, painted.skin, painted.cloth];
  for (const { shape, kind, tone } of paints) {
    coverPixels(shape, size, size / UNIT, (pixel, share, x, y) => {
      for (const layer of all) layer[pixel]! *= 1 - share;
      painted[kind][pixel]! += share * tone(x, y);
    });
  }
  return painted;
}

function skinned(tone: number, shape: Shape): Paint {
  return { shape, kind: 'skin', tone: () => tone };
}

function legs({ x, width, stance, skin }: Person): Paint[] {
  return [-1, 1].map((side) => {
    const hip = x + side * (0.5 * width);
    return skinned(skin, limb([hip, HIPS - 0.4], [hip + side * stance, 15.2], 1, 0.75));
  });
}

function trunk({ x, width, skin }: Person): Paint[] {
  return [
    skinned(skin, trapezoid(x, SHOULDERS - 0.7, HIPS + 0.5, width, 0.85 * width)),
    skinned(skin, trapezoid(x, 3, SHOULDERS, 0.75, 0.85)),
    skinned(HAIR_SHADE * skin, disc(x, 2, 1.75)),
    skinned(skin, disc(x, 2.65, 1.4)),
  ];
}

function shoulder(body: Body, side: number): [number, number] {
  return [body.x + side * (body.width - 0.35), SHOULDERS + 0.1];
}

/** The point of an arm at this share of its length. */
function onArm(body: Body, side: number, share: number): [number, number] {
  const [x, y] = shoulder(body, side);
  const angle = side < 0 ? body.leftArm : body.rightArm;
  return [x + side * share * ARM * Math.sin(angle), y + share * ARM * Math.cos(angle)];
}

function arms(body: Body, skin: number): Paint[] {
  return [-1, 1].map((side) => skinned(ARM_SHADE * skin, limb(shoulder(body, side), onArm(body, side, 1), 0.75, 0.55)));
}

function shirt({ hem, ...garment }: Garment, body: Body): Paint[] {
  const below = hem > 11 ? 1.5 * body.width : body.width + 0.1;
  const whole = trapezoid(body.x, SHOULDERS - 0.8, hem, body.width + 0.15, below);
  const tone = patternOf(garment, body);
  return [{ shape: without(whole, disc(body.x, SHOULDERS - 1, 0.95)), kind: 'cloth', tone }];
}

function sleeves(garment: Garment, body: Body): Paint[] {
  if (garment.sleeves === 0) return [];
  const tone = patternOf(garment, body);
  return [-1, 1].map((side) => ({
    shape: limb(shoulder(body, side), onArm(body, side, garment.sleeves), 0.95, 0.85),
    kind: 'cloth',
    tone: (x, y) => ARM_SHADE * tone(x, y),
  }));
}

/** The tone of the cloth at a point: patterns are as wide as the body and keep their height. */
function patternOf({ pattern, tone, accent }: Pick<Garment, 'pattern' | 'tone' | 'accent'>, { x, width }: Body) {
  const across = (px: number) => Math.cos((Math.PI * (px - x)) / (0.5 * width));
  const down = (py: number) => Math.cos((2 * Math.PI * (py - SHOULDERS)) / 2.6);
  const share: Readonly<Record<Pattern, (px: number, py: number) => number>> = {
    plain: () => 0,
    stripes: (_, py) => steep(down(py)),
    bars: (px) => steep(across(px)),
    dots: (px, py) => steep(across(px) + down(py) - 0.9),
  };
  const of = share[pattern];
  return (px: number, py: number) => tone + (accent - tone) * of(px, py);
}

/** From a wave to bands with soft edges, 0 … 1. */
function steep(wave: number): number {
  return Math.max(0, Math.min(1, 0.5 + 0.9 * wave));
}
