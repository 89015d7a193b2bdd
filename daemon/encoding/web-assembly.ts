/** The part of the WebAssembly API that is used here, because Node's types lack it. */
declare const WebAssembly: {
  readonly Memory: new (options: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => { readonly buffer: SharedArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => { readonly [Symbol.toStringTag]: string };
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
};

/** A memory of a fixed size, which threads share. It can be sent to them. */
export interface KernelMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Bytes of a page. */
export const PAGE = 1 << 16;
/** 4 GiB. */
export const MOST_PAGES = 1 << 16;

/** @throws RangeError if the system does not give that much */
export function kernelMemory(pages: number): KernelMemory {
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** The exports of a module that imports `memory`. What they are is known to whoever wrote the module. */
export function instantiate<Exports>(bytes: Uint8Array<ArrayBuffer>, imports: object): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports as Exports;
}
