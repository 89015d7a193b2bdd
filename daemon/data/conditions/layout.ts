/** Which part of an image is modeled, and which condition images its context has. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { ContextImage } from '../../flow/plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { type ContextKey, derivedConditions, type ImageCondition } from './condition-keys.ts';

/** Part of an image, in pixels. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

export interface ConditionLayout {
  /** Shape of the images in the file, [height, width, channels]. */
  readonly whole: Shape;
  readonly modeled: Rectangle;
  /** Shape of one point, [height, width, channels]. */
  readonly shape: Shape;
  /** In the order of the spec; a paired image is the last. */
  readonly images: readonly (ContextImage & { readonly from: ConditionSource })[];
}

export type ConditionSource =
  | { readonly kind: 'crop'; readonly part: Rectangle }
  /** Computed from the modeled part. */
  | { readonly kind: 'downsample'; readonly factor: number }
  /** Computed from the modeled part. */
  | { readonly kind: 'edges' }
  | { readonly kind: 'paired' };

/** What the spec says about conditions. */
export interface ConditionConfig {
  readonly context: ContextKey;
  readonly flip?: boolean;
}

/**
 * @param paired shape of the images of `contextPath`; null without it
 * @throws FlowscopeError `data` about `context`: a crop beyond the image, a rest that is not a rectangle, a factor that does
 *   not divide the image
 */
export function conditionLayout(config: ConditionConfig, whole: Shape, paired: Shape | null): ConditionLayout {
  const conditions = derivedConditions(config.context);
  const crops = conditions.flatMap(({ crop, complement = true }) =>
    crop === undefined ? [] : [{ part: rectangleOf(crop, whole), removed: complement }],
  );
  const modeled = restOf(
    crops.flatMap(({ part, removed }) => (removed ? [part] : [])),
    whole,
  );
  if (config.flip) checkMirrored(crops.map(({ part }) => part).concat(modeled), whole);
  const channels = whole[2]!;
  const derived = conditions.map((condition) => imageOf(condition, modeled, whole));
  const images =
    paired === null
      ? derived
      : [...derived, { name: 'pair', shape: paired, from: { kind: 'paired' } satisfies ConditionSource }];
  return { whole, modeled, shape: [modeled.height, modeled.width, channels], images: named(images) };
}

function imageOf(condition: ImageCondition, modeled: Rectangle, whole: Shape) {
  const { crop, downsample } = condition;
  const { height, width } = modeled;
  const channels = whole[2]!;
  if (crop !== undefined) {
    const from: ConditionSource = { kind: 'crop', part: rectangleOf(crop, whole) };
    return { name: 'crop', shape: [crop[2], crop[3], channels], from };
  }
  if (downsample !== undefined) {
    checkFactor(downsample, modeled);
    const from: ConditionSource = { kind: 'downsample', factor: downsample };
    return { name: 'downsample', shape: [height / downsample, width / downsample, channels], from };
  }
  return { name: 'edges', shape: [height, width, 1], from: { kind: 'edges' } satisfies ConditionSource };
}

/** Appends numbers to equal names. */
function named<T extends { readonly name: string }>(images: readonly T[]): T[] {
  return images.map((image, i) => {
    const before = images.slice(0, i).filter(({ name }) => name === image.name).length;
    return before === 0 ? image : { ...image, name: `${image.name}-${before + 1}` };
  });
}

function rectangleOf([top, left, height, width]: readonly [number, number, number, number], whole: Shape): Rectangle {
  const [rows, columns] = whole as readonly [number, number, number];
  if (top + height > rows || left + width > columns) {
    throw wrong(
      `crop [${top}, ${left}, ${height}, ${width}] reaches row ${top + height} and column ${left + width}, but the images have ${rows} × ${columns} pixels`,
      `[top, left, height, width] must have top + height ≤ ${rows} and left + width ≤ ${columns}`,
    );
  }
  return { top, left, height, width };
}

/** What is left of the image without these parts. */
function restOf(parts: readonly Rectangle[], whole: Shape): Rectangle {
  const [rows, columns] = whole as readonly [number, number, number];
  if (parts.length === 0) return { top: 0, left: 0, height: rows, width: columns };
  const isLeft = (row: number, column: number) =>
    !parts.some(
      ({ top, left, height, width }) => row >= top && row < top + height && column >= left && column < left + width,
    );
  let [top, bottom, left, right, count] = [rows, -1, columns, -1, 0];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (!isLeft(row, column)) continue;
      [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
      [left, right] = [Math.min(left, column), Math.max(right, column)];
      count++;
    }
  }
  const names = parts.map((part) => `[${part.top}, ${part.left}, ${part.height}, ${part.width}]`).join(' and ');
  if (count === 0) {
    throw wrong(
      `crop ${names} takes the whole image of ${rows} × ${columns} pixels, so nothing is left to model`,
      'crop a part of the image, or set "complement": false to model the whole image',
    );
  }
  const rest = { top, left, height: bottom - top + 1, width: right - left + 1 };
  if (rest.height * rest.width !== count) {
    throw wrong(
      `the rest of the ${rows} × ${columns} pixels outside crop ${names} is not a rectangle`,
      `crop a strip from edge to edge, for example [0, 0, ${Math.floor(rows / 2)}, ${columns}], or set "complement": false to model the whole image`,
    );
  }
  return rest;
}

/** With `flip`, a crop must cover the same part of an image and of its mirror image. */
function checkMirrored(parts: readonly Rectangle[], whole: Shape): void {
  const columns = whole[1]!;
  if (parts.every(({ left, width }) => 2 * left + width === columns)) return;
  throw wrong(
    '"flip" mirrors images at random before they are cropped, so this crop would not always show the same part',
    `crop all ${columns} columns, or leave as many columns on the left as on the right, or set "flip": false`,
  );
}

function checkFactor(factor: number, { height, width }: Rectangle): void {
  if (height % factor === 0 && width % factor === 0) return;
  const fitting: number[] = [];
  for (let n = 2; n <= Math.min(height, width); n++) if (height % n === 0 && width % n === 0) fitting.push(n);
  throw wrong(
    `downsample ${factor} does not divide the modeled ${height} × ${width} pixels`,
    fitting.length === 0
      ? 'no factor divides both: crop the image first, or choose another condition'
      : `set "downsample" to ${fitting.slice(0, 6).join(' or ')}`,
  );
}

function wrong(message: string, hint: string): FlowscopeError {
  return new FlowscopeError('data', message, { hint, exitCode: 2, about: { key: 'context' } });
}
