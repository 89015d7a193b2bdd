/**
 * Writes WebAssembly modules that compute over one imported memory. An expression is the bytes that leave its value on
 * the stack. Source: the WebAssembly core specification 2.0, binary format and vector instructions.
 */

export type Code = readonly number[];

const TYPES = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type WasmType = keyof typeof TYPES;

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly WasmType[];
  readonly result: WasmType | null;
  /** Numbered after the parameters. */
  readonly locals: readonly WasmType[];
  readonly body: Code;
}

/** Name of the memory, which is shared between threads, in the imports of a module: `{ [MEMORY]: { [MEMORY]: … } }`. */
export const MEMORY = 'memory';

/** @param pages of 64 KiB that the memory has */
export function wasmModule(functions: readonly WasmFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters, result }) => [
    0x60,
    ...list(parameters.map((type) => [TYPES[type]])),
    ...list(result === null ? [] : [[TYPES[result]]]),
  ]);
  const shared = [0x02, 0x03, ...unsigned(pages), ...unsigned(pages)];
  const bodies = functions.map(({ locals, body }) => {
    const code = [...list(locals.map((type) => [1, TYPES[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types),
    ...section(2, [[...text(MEMORY), ...text(MEMORY), ...shared]]),
    ...section(
      3,
      functions.map((_, i) => unsigned(i)),
    ),
    ...section(
      7,
      functions.map(({ name }, i) => [...text(name), 0x00, ...unsigned(i)]),
    ),
    ...section(10, bodies),
  ]);
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];

export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const addI32 = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
const lessI32 = (a: Code, b: Code): Code => [...a, ...b, 0x49];
export const addF32 = (a: Code, b: Code): Code => [...a, ...b, 0x92];

/** Repeats `body` while the local `at`, an address that each turn increases, is below the local `end`; at least once. */
export function loopBelow(at: number, end: number, body: Code): Code {
  return [0x03, 0x40, ...body, ...lessI32(get(at), get(end)), 0x0d, 0x00, 0x0b];
}

const vector = (code: number, ...operands: readonly Code[]): Code => [...operands.flat(), 0xfd, ...unsigned(code)];

/** Four floats at an address that is a multiple of 16. */
export const load = (address: Code, offset: number): Code => [...vector(0, address), 4, ...unsigned(offset)];
export const store = (address: Code, offset: number, value: Code): Code => [
  ...vector(11, address, value),
  4,
  ...unsigned(offset),
];
export const splat = (value: Code): Code => vector(19, value);
export const lane = (value: Code, index: number): Code => [...vector(31, value), index];
export const less = (a: Code, b: Code): Code => vector(67, a, b);
/** The bits of `a` that are not in `b`. */
export const without = (a: Code, b: Code): Code => vector(79, a, b);
export const abs = (x: Code): Code => vector(224, x);
export const sqrt = (x: Code): Code => vector(227, x);
export const add = (a: Code, b: Code): Code => vector(228, a, b);
export const sub = (a: Code, b: Code): Code => vector(229, a, b);
export const mul = (a: Code, b: Code): Code => vector(230, a, b);
export const div = (a: Code, b: Code): Code => vector(231, a, b);
export const max = (a: Code, b: Code): Code => vector(233, a, b);
/** The same number in all four lanes. */
export function constant(value: number): Code {
  return [0xfd, 12, ...new Uint8Array(Float32Array.of(value, value, value, value).buffer)];
}

/** Instructions on whole numbers and float64 numbers, by their names in the specification. */
const SCALAR = {
  ...{ 'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a },
  ...{ 'i32.ge_s': 0x4e, 'i64.eq': 0x51, 'i64.gt_u': 0x56, 'f64.eq': 0x61, 'f64.ne': 0x62 },
  ...{ 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.and': 0x71, 'i32.or': 0x72, 'i32.shl': 0x74 },
  ...{ 'i64.add': 0x7c, 'i64.sub': 0x7d, 'i64.mul': 0x7e, 'i64.and': 0x83, 'i64.or': 0x84, 'i64.shr_u': 0x88 },
  ...{ 'f64.neg': 0x9a, 'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3 },
  ...{ 'i64.extend_i32_u': 0xad, 'f64.convert_i64_s': 0xb9, 'f64.convert_i64_u': 0xba },
} as const;

export const scalar = (name: keyof typeof SCALAR, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  SCALAR[name],
];
/** A float64 number without its fraction, as an unsigned integer; those beyond become the nearest one. */
export const truncated = (x: Code): Code => [...x, 0xfc, 7];
export const i64 = (value: bigint): Code => [0x42, ...signed64(value)];
export const f64 = (value: number): Code => [0x44, ...new Uint8Array(Float64Array.of(value).buffer)];

const LOADS = { byte: 0x2d, i32: 0x28, i64: 0x29, f64: 0x2b } as const;
const STORES = { byte: 0x3a, i32: 0x36, f64: 0x39 } as const;

/** Addresses need not be multiples of the size. */
export const read = (kind: keyof typeof LOADS, address: Code, offset = 0): Code => [
  ...address,
  LOADS[kind],
  0,
  ...unsigned(offset),
];
export const write = (kind: keyof typeof STORES, address: Code, value: Code, offset = 0): Code => [
  ...address,
  ...value,
  STORES[kind],
  0,
  ...unsigned(offset),
];

function section(id: number, items: readonly Code[]): number[] {
  const content = list(items);
  return [id, ...unsigned(content.length), ...content];
}

function list(items: readonly Code[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return list(Array.from(Buffer.from(value), (byte) => [byte]));
}

/** LEB128 of an integer in 0 … 2³². */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

/** LEB128 of a 32-bit integer with sign. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest > 63) {
    bytes.push((rest & 127) + 128);
    rest >>= 7;
  }
  return [...bytes, rest & 127];
}

/** LEB128 of a 64-bit integer with sign. */
function signed64(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asIntN(64, value);
  while (rest < -64n || rest > 63n) {
    bytes.push(Number(rest & 127n) + 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest & 127n)];
}
