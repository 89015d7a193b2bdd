import { DOTLESS, MARKS, MORE_PATHS, SAME, SMALL, SMALL_SCALE } from './more-glyphs.ts';

/**
 * The letters in Flowscope's pictures, drawn as strokes: capitals are 10 units high, small letters 7, descenders reach
 * −3. y points up, the base line is 0. Commands: `M` move, `L` line, `Q` quadratic curve, and two quarter ellipses to a
 * point: `h` starts horizontally (ends vertically), `v` starts vertically.
 */
const PATHS: Readonly<Record<string, string>> = {
  '0': 'M0,3.2 L0,6.8 v3,10 h6,6.8 L6,3.2 v3,0 h0,3.2',
  '1': 'M1,8 L3.4,10 L3.4,0 M1,0 L5.6,0',
  '2': 'M0.3,7.3 v3,10 h5.7,7.3 Q5.7,5.9 4.6,4.7 L0.2,0 L6,0',
  '3': 'M0.4,10 L5.5,10 L2.5,6.1 h6,3.05 v3,0 Q0.8,0 0,1.9',
  '4': 'M4.7,0 L4.7,10 L0,3 L6.2,3',
  '5': 'M5.4,10 L0.9,10 L0.5,5.4 Q1.6,6.3 3,6.3 h6,3.1 v3,0 Q0.8,0 0,1.8',
  '6': 'M5.4,9.2 Q4.6,10 3.4,10 h0,5.2 L0,3.1 v3,0 h6,3.1 v3,6.2 h0,3.1',
  '7': 'M0,10 L6,10 L2.2,0',
  '8': 'M3,5.4 h0.4,7.7 v3,10 h5.6,7.7 v3,5.4 h6,2.7 v3,0 h0,2.7 v3,5.4',
  '9': 'M0.6,0.8 Q1.4,0 2.6,0 h6,4.8 L6,6.9 v3,10 h0,6.9 v3,3.8 h6,6.9',
  A: 'M0,0 L3.5,10 L7,0 M1.2,3.3 L5.8,3.3',
  B: 'M0,0 L0,10 L3.1,10 h5.5,7.7 v3.1,5.4 L0,5.4 M3.1,5.4 h6.1,2.7 v3.1,0 L0,0',
  C: 'M6.5,7.9 Q5.6,10 3.6,10 h0,5 v3.6,0 Q5.6,0 6.5,2.1',
  D: 'M0,0 L0,10 L2.6,10 h6.6,5 v2.6,0 L0,0',
  E: 'M5.4,10 L0,10 L0,0 L5.4,0 M0,5.3 L4.7,5.3',
  F: 'M5.4,10 L0,10 L0,0 M0,5.1 L4.6,5.1',
  G: 'M6.5,8 Q5.6,10 3.6,10 h0,5 v3.6,0 Q5.6,0 6.7,1.5 L6.7,4.7 L4.1,4.7',
  H: 'M0,0 L0,10 M6.2,0 L6.2,10 M0,5.3 L6.2,5.3',
  I: 'M0.4,0 L0.4,10',
  J: 'M4,10 L4,2.4 v2,0 Q0.6,0 0,1.5',
  K: 'M0,0 L0,10 M6,10 L0,4.1 M2.1,6.2 L6.3,0',
  L: 'M0,10 L0,0 L5.2,0',
  M: 'M0,0 L0,10 L3.8,3.6 L7.6,10 L7.6,0',
  N: 'M0,0 L0,10 L6.2,0 L6.2,10',
  O: 'M3.6,0 h0,5 v3.6,10 h7.2,5 v3.6,0',
  P: 'M0,0 L0,10 L3.2,10 h6,7.35 v3.2,4.7 L0,4.7',
  Q: 'M3.6,0 h0,5 v3.6,10 h7.2,5 v3.6,0 M4.6,2.4 L7,-0.5',
  R: 'M0,0 L0,10 L3.2,10 h6,7.35 v3.2,4.7 L0,4.7 M3.1,4.7 L6.3,0',
  S: 'M5.8,8.1 Q5,10 3,10 h0.3,7.6 Q0.3,5.8 3,5.2 Q6,4.5 6,2.5 v3,0 Q0.7,0 0,2',
  T: 'M0,10 L6.6,10 M3.3,10 L3.3,0',
  U: 'M0,10 L0,3.2 v3.1,0 h6.2,3.2 L6.2,10',
  V: 'M0,10 L3.4,0 L6.8,10',
  W: 'M0,10 L2.3,0 L4.8,9 L7.3,0 L9.6,10',
  X: 'M0.2,0 L6.2,10 M0.2,10 L6.2,0',
  Y: 'M0,10 L3.2,5 L6.4,10 M3.2,5 L3.2,0',
  Z: 'M0.2,10 L6,10 L0,0 L6.2,0',
  a: 'M5.2,7 L5.2,0 M5.2,3.5 v2.6,7 h0,3.5 v2.6,0 h5.2,3.5',
  b: 'M0,10 L0,0 M0,3.5 v2.6,7 h5.2,3.5 v2.6,0 h0,3.5',
  c: 'M4.8,5.7 Q4.1,7 2.6,7 h0,3.5 v2.6,0 Q4.1,0 4.8,1.3',
  d: 'M5.2,10 L5.2,0 M5.2,3.5 v2.6,7 h0,3.5 v2.6,0 h5.2,3.5',
  e: 'M0,3.7 L5.2,3.7 v2.6,7 h0,3.5 v2.6,0 Q4.1,0 4.9,1.3',
  f: 'M3.7,10 h1.4,8 L1.4,0 M0,7 L3.5,7',
  g: 'M5.2,7 L5.2,-0.6 v2.7,-3 Q1.2,-3 0.4,-2.1 M5.2,3.5 v2.6,7 h0,3.5 v2.6,0 h5.2,3.5',
  h: 'M0,10 L0,0 M0,4.3 v2.5,7 h4.8,4.3 L4.8,0',
  i: 'M0.3,7 L0.3,0 M0.3,9.5 L0.3,9.6',
  j: 'M1.5,7 L1.5,-1.3 v0,-3 M1.5,9.5 L1.5,9.6',
  k: 'M0,10 L0,0 M4.4,7 L0,2.8 M1.7,4.4 L4.7,0',
  l: 'M0.2,10 L0.2,1.5 v1.6,0',
  m: 'M0,7 L0,0 M0,4.5 v2.1,7 h4.1,4.5 L4.1,0 M4.1,4.5 v6.2,7 h8.2,4.5 L8.2,0',
  n: 'M0,7 L0,0 M0,4.3 v2.5,7 h4.8,4.3 L4.8,0',
  o: 'M2.7,0 h0,3.5 v2.7,7 h5.4,3.5 v2.7,0',
  p: 'M0,7 L0,-3 M0,3.5 v2.6,7 h5.2,3.5 v2.6,0 h0,3.5',
  q: 'M5.2,7 L5.2,-3 M5.2,3.5 v2.6,7 h0,3.5 v2.6,0 h5.2,3.5',
  r: 'M0,7 L0,0 M0,4 v3,7',
  s: 'M4.4,5.8 Q3.8,7 2.3,7 h0.2,5.3 Q0.2,4.1 2.3,3.7 Q4.6,3.2 4.6,1.8 v2.3,0 Q0.7,0 0,1.3',
  t: 'M1.4,9.4 L1.4,1.9 v3.3,0 M0,7 L3.3,7',
  u: 'M0,7 L0,2.7 v2.3,0 h4.8,2.7 M4.8,7 L4.8,0',
  v: 'M0,7 L2.6,0 L5.2,7',
  w: 'M0,7 L1.9,0 L3.9,6.4 L5.9,0 L7.8,7',
  x: 'M0.1,0 L4.9,7 M0.1,7 L4.9,0',
  y: 'M0,7 L2.7,0 M5.3,7 L2.1,-1.7 Q1.6,-3 0.3,-3',
  z: 'M0.2,7 L4.7,7 L0,0 L4.9,0',
  '.': 'M0.3,0 L0.3,0.15',
  ',': 'M0.6,0.2 L0,-1.8',
  ':': 'M0.3,0.2 L0.3,0.35 M0.3,5.8 L0.3,5.95',
  ';': 'M0.6,0.2 L0,-1.8 M0.6,5.8 L0.6,5.95',
  '!': 'M0.3,10 L0.3,3 M0.3,0 L0.3,0.15',
  '?': 'M0,7.6 v2.6,10 h5.2,7.4 Q5.2,5.6 3.6,4.8 Q2.6,4.2 2.6,2.9 M2.6,0 L2.6,0.15',
  "'": 'M0.2,10 L0.2,7.4',
  '"': 'M0.2,10 L0.2,7.4 M2.2,10 L2.2,7.4',
  '-': 'M0,3.6 L3.2,3.6',
  '−': 'M0,4 L5.4,4',
  '–': 'M0,3.6 L5.4,3.6',
  '—': 'M0,3.6 L8,3.6',
  '+': 'M0,4 L5.4,4 M2.7,1.3 L2.7,6.7',
  '±': 'M0,5.2 L5.4,5.2 M2.7,2.5 L2.7,7.9 M0,0.4 L5.4,0.4',
  '=': 'M0,2.8 L5.4,2.8 M0,5.4 L5.4,5.4',
  '≈': 'M0,2.2 Q1.3,3.8 2.7,2.7 Q4.1,1.6 5.4,3.2 M0,5 Q1.3,6.6 2.7,5.5 Q4.1,4.4 5.4,6',
  '~': 'M0,3.2 Q1.3,4.8 2.7,3.7 Q4.1,2.6 5.4,4.2',
  '<': 'M5,7 L0,4 L5,1',
  '>': 'M0,7 L5,4 L0,1',
  '≤': 'M5,8 L0,5 L5,2 M0,0 L5,0',
  '≥': 'M0,8 L5,5 L0,2 M0,0 L5,0',
  '/': 'M0,-1.4 L3.6,10.8',
  '\\': 'M0,10.8 L3.6,-1.4',
  '|': 'M0.3,-2.4 L0.3,11',
  '‖': 'M0.3,-2.4 L0.3,11 M2.7,-2.4 L2.7,11',
  '(': 'M2.2,11.4 Q0,8.4 0,4.6 Q0,0.8 2.2,-2.2',
  ')': 'M0,11.4 Q2.2,8.4 2.2,4.6 Q2.2,0.8 0,-2.2',
  '[': 'M2,11.2 L0,11.2 L0,-2 L2,-2',
  ']': 'M0,11.2 L2,11.2 L2,-2 L0,-2',
  '{': 'M2.6,11.2 h1.2,9.8 L1.2,6 v0,4.6 h1.2,3.2 L1.2,-0.6 v2.6,-2',
  '}': 'M0,11.2 h1.4,9.8 L1.4,6 v2.6,4.6 h1.4,3.2 L1.4,-0.6 v0,-2',
  '%': 'M1.6,10 h0,8.1 v1.6,6.2 h3.2,8.1 v1.6,10 M7,0 h5.4,1.9 v7,3.8 h8.6,1.9 v7,0 M1.6,0 L7,10',
  '&': 'M7,0 L1.3,7 v2.8,10 h4.4,8 Q4.4,6.6 2.4,5.4 Q0,4.2 0,2.4 v2.6,0 Q5.4,0 6.6,4.4',
  '*': 'M2.3,10 L2.3,5.4 M0.3,8.9 L4.3,6.5 M4.3,8.9 L0.3,6.5',
  '#': 'M1.2,0 L2.6,10 M4.2,0 L5.6,10 M0,3.2 L6.4,3.2 M0.4,6.8 L6.8,6.8',
  '@': 'M6.6,4.4 h4.6,2.4 v2.6,4.8 h4.6,7.2 v6.6,4.8 L6.6,3.8 v8,2.4 h9.2,5 v4.8,9.6 h0,4.2 v4.8,-1.2 Q6.6,-1.2 7.8,-0.4',
  _: 'M0,-1.6 L5.4,-1.6',
  '^': 'M0.4,6.4 L2.7,10 L5,6.4',
  '·': 'M0.4,4 L0.4,4.15',
  '•': 'M0.4,3.8 L0.6,4.2 L0.8,3.8 L0.4,3.8',
  '…': 'M0.3,0 L0.3,0.15 M3,0 L3,0.15 M5.7,0 L5.7,0.15',
  '×': 'M0.4,1.6 L4.8,6 M0.4,6 L4.8,1.6',
  '→': 'M0,4 L7.6,4 M5,6.6 L7.6,4 L5,1.4',
  '∞': 'M4,3.8 Q2.8,1.8 1.7,1.8 h0,3.8 v1.7,5.8 Q2.8,5.8 4,3.8 Q5.2,1.8 6.3,1.8 h8,3.8 v6.3,5.8 Q5.2,5.8 4,3.8',
  '²': 'M0.1,9.4 Q0.3,10.6 1.6,10.6 h3,9.2 Q3,8.6 2.4,8 L0,5.6 L3.1,5.6',
  σ: 'M6.2,7 L2.6,7 h0,3.5 v2.6,0 h5.2,3.5 v3.4,7',
  μ: 'M0,7 L0,-3 M0,2.7 v2.3,0 h4.8,2.7 M4.8,7 L4.8,0',
  $: 'M5.8,8.1 Q5,10 3,10 h0.3,7.6 Q0.3,5.8 3,5.2 Q6,4.5 6,2.5 v3,0 Q0.7,0 0,2 M3,11.3 L3,-1.3',
  '`': 'M0.2,10.4 L1.8,8.4',
  π: 'M0,7 L6.4,7 M1.7,7 L1.5,0 M4.6,7 L4.6,1.4 v5.8,0',
};

/** Segments of one glyph (x0, y0, x1, y1, …) in font units, and its advance width. */
export interface Glyph {
  readonly segments: readonly number[];
  readonly advance: number;
}

/** Height of a capital letter, font units. */
export const CAP_HEIGHT = 10;
const SIDE_BEARING = 2.1;
const SPACE: Glyph = { segments: [], advance: 4.2 };
/** All digits have the same width, so that numbers align. */
const DIGIT_ADVANCE = 6.2 + SIDE_BEARING;
/** Drawn for a character that is not in the table: an open box. */
const MISSING = 'M0,0 L0,10 L5,10 L5,0 L0,0';
const CURVE_STEPS = 7;

function segmentsOf(path: string): readonly number[] {
  const segments: number[] = [];
  let [x, y] = [0, 0];
  let command = '';
  let control: readonly [number, number] | null = null;
  const line = (toX: number, toY: number): void => {
    segments.push(x, y, toX, toY);
    [x, y] = [toX, toY];
  };
  for (const word of path.split(' ')) {
    const letter = /^[MLQhv]/.exec(word)?.[0];
    if (letter !== undefined) command = letter;
    const [toX, toY] = (letter === undefined ? word : word.slice(1)).split(',').map(Number) as [number, number];
    if (command === 'M') {
      [x, y] = [toX, toY];
    } else if (command === 'L') {
      line(toX, toY);
    } else if (command === 'Q' && control === null) {
      control = [toX, toY];
    } else {
      const [fromX, fromY, bend] = [x, y, control];
      for (let i = 1; i <= CURVE_STEPS; i++) {
        const t = i / CURVE_STEPS;
        const [sin, cos] = [Math.sin((t * Math.PI) / 2), 1 - Math.cos((t * Math.PI) / 2)];
        if (bend !== null) {
          const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t * t];
          line(p * fromX + q * bend[0] + r * toX, p * fromY + q * bend[1] + r * toY);
        } else if (command === 'h') {
          line(fromX + (toX - fromX) * sin, fromY + (toY - fromY) * cos);
        } else {
          line(fromX + (toX - fromX) * cos, fromY + (toY - fromY) * sin);
        }
      }
      control = null;
    }
  }
  return segments;
}

/** Between the digits of large numbers. */
const NARROW_SPACE = '\u202f';

/** The glyph of one character; unknown characters are an open box, never missing. */
export function glyphOf(character: string): Glyph {
  if (character === ' ') return SPACE;
  if (character === NARROW_SPACE) return { ...SPACE, advance: SPACE.advance / 2 };
  const segments = strokesOf(character) ?? segmentsOf(MISSING);
  return { segments, advance: /^[0-9]$/.test(character) ? DIGIT_ADVANCE : rightOf(segments) + SIDE_BEARING };
}

/** Whether the font has the character. */
export function hasGlyph(character: string): boolean {
  return character === ' ' || character === NARROW_SPACE || strokesOf(character) !== null;
}

/** null: the font has none. */
function strokesOf(character: string): readonly number[] | null {
  const same = SAME[character];
  if (same !== undefined) return same === ' ' ? [] : strokesOf(same);
  const path = PATHS[character] ?? MORE_PATHS[character];
  if (path !== undefined) return segmentsOf(path);
  const small = SMALL[character];
  if (small !== undefined) {
    const strokes = strokesOf(small.base);
    return strokes === null ? null : strokes.map((value, i) => SMALL_SCALE * value + (i % 2 === 0 ? 0 : small.rise));
  }
  return markedStrokes(character);
}

/** Room between a letter and its mark. */
const ABOVE = 1;

/** A letter with its marks, one above the other. null: one of them is unknown. */
function markedStrokes(character: string): readonly number[] | null {
  const [letter, ...marks] = [...character.normalize('NFD')];
  if (letter === undefined || marks.length === 0) return null;
  const isRaised = marks.some((mark) => MARKS[mark]?.isBelow !== true);
  const base = strokesOf((isRaised ? DOTLESS[letter] : undefined) ?? letter);
  if (base === null) return null;
  const middle = rightOf(base) / 2;
  const strokes = [...base];
  for (const name of marks) {
    const mark = MARKS[name];
    if (mark === undefined) return null;
    const rise = mark.isBelow ? 0 : topOf(strokes) + ABOVE;
    strokes.push(...segmentsOf(mark.path).map((value, i) => value + (i % 2 === 0 ? middle : rise)));
  }
  return strokes;
}

function rightOf(strokes: readonly number[]): number {
  return strokes.reduce((widest, value, i) => (i % 2 === 0 ? Math.max(widest, value) : widest), 0);
}

function topOf(strokes: readonly number[]): number {
  return strokes.reduce((top, value, i) => (i % 2 === 1 ? Math.max(top, value) : top), 0);
}
