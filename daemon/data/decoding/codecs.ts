/** Decoders of JPEG (libjpeg of MozJPEG) and WebP (libwebp) as WebAssembly, which cannot access files or the memory of the process. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ImageProblem, type Raster } from './raster.ts';

/** Decodes a file whose header was checked. @throws ImageProblem if it is damaged */
export type Codec = (bytes: Uint8Array) => Promise<Raster>;

/** Files of packages, which the build copies beside the program. */
export const CODEC_FILES = {
  'mozjpeg_dec.wasm': '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm',
  'webp_dec.wasm': '@jsquash/webp/codec/dec/webp_dec.wasm',
} as const;

/** An instance whose memory has grown beyond this is replaced: WebAssembly never returns memory. */
const KEPT_PIXELS = 2 ** 22;

/** The part of the WebAssembly API that is used here, because Node's types lack it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Instance: new (module: WasmModule, imports: unknown) => { readonly exports: unknown };
};
interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

interface Instance {
  decode(bytes: Uint8Array, ...options: readonly boolean[]): unknown;
}

/** The options of the modules' loader code. */
interface ModuleOptions {
  readonly noInitialRun: boolean;
  readonly instantiateWasm: (imports: unknown, done: (instance: { readonly exports: unknown }) => void) => unknown;
  readonly print: () => void;
  readonly printErr: () => void;
}

type Factory = (options: ModuleOptions) => Promise<Instance>;

export async function jpegCodec(): Promise<Codec> {
  const { default: factory } = await import('@jsquash/jpeg/codec/dec/mozjpeg_dec.js');
  // false: the orientation of EXIF is applied here, in the same way for all formats.
  return codec(await compiled('mozjpeg_dec.wasm'), factory as Factory, [false]);
}

export async function webpCodec(): Promise<Codec> {
  const { default: factory } = await import('@jsquash/webp/codec/dec/webp_dec.js');
  return codec(await compiled('webp_dec.wasm'), factory as Factory, []);
}

async function compiled(name: keyof typeof CODEC_FILES): Promise<WasmModule> {
  const beside = fileURLToPath(new URL(`./codecs/${name}`, import.meta.url));
  // When Flowscope runs from source, the files are in the installed packages.
  const path = existsSync(beside) ? beside : createRequire(import.meta.url).resolve(CODEC_FILES[name]);
  return WebAssembly.compile(await readFile(path));
}

function codec(module: WasmModule, factory: Factory, options: readonly boolean[]): Codec {
  const start = () =>
    factory({
      noInitialRun: true,
      instantiateWasm: (imports, done) => {
        const instance = new WebAssembly.Instance(module, imports);
        done(instance);
        return instance.exports;
      },
      print: () => {},
      printErr: () => {},
    });
  let running: Promise<Instance> | null = null;
  return async (bytes) => {
    running ??= start();
    const instance = await running;
    let decoded: unknown;
    try {
      decoded = instance.decode(bytes, ...options);
    } catch (cause) {
      // An instance that failed while decoding does not free what it had allocated.
      running = null;
      throw new ImageProblem('is damaged: it cannot be decoded', { cause });
    }
    if (!isRaster(decoded)) throw new ImageProblem('is damaged: it cannot be decoded');
    const { width, height, data } = decoded;
    if (width * height > KEPT_PIXELS) running = null;
    return { width, height, rgba: data };
  };
}

function isRaster(
  value: unknown,
): value is { readonly width: number; readonly height: number; readonly data: Uint8ClampedArray } {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false;
  if (!('width' in value && 'height' in value && value.data instanceof Uint8ClampedArray)) return false;
  const { width, height } = value;
  return typeof width === 'number' && typeof height === 'number' && value.data.length === 4 * width * height;
}
