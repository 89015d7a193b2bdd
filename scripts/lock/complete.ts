/** The part of package-lock.json (lockfileVersion 3) that matters here. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
  readonly [key: string]: unknown;
}

export interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
  readonly libc?: string | readonly string[];
  readonly [key: string]: unknown;
}

const SYSTEMS: Readonly<Record<string, string>> = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win: 'win32',
  win32: 'win32',
};
const PROCESSORS = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];
const LIBRARIES: Readonly<Record<string, string>> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
};

export interface Platform {
  readonly os?: readonly string[];
  readonly cpu: readonly string[];
  readonly libc?: readonly string[];
}

/** The platform that a package name states, e.g. `@biomejs/cli-linux-x64-musl`; null if it states none. */
export function platformOf(name: string): Platform | null {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const system = words.map((word) => SYSTEMS[word]).find((word) => word !== undefined);
  const processor = words.find((word) => PROCESSORS.includes(word));
  if (processor === undefined || (system === undefined && processor !== 'wasm32')) return null;
  // The C library distinguishes builds on Linux only (`win32-x64-gnu` and `android-arm-eabi` are names of their own).
  const library =
    system === 'linux' ? words.map((word) => LIBRARIES[word]).find((word) => word !== undefined) : undefined;
  return {
    ...(system === undefined ? {} : { os: [system] }),
    cpu: [processor],
    ...(library === undefined ? {} : { libc: [library] }),
  };
}

/** Adds the missing optional builds and removes registry addresses; packages keep npm's order (by path). */
export function completeLock(lock: LockFile): { readonly lock: LockFile; readonly added: readonly string[] } {
  const packages: Record<string, LockedPackage> = {};
  for (const [path, entry] of Object.entries(lock.packages)) {
    const { resolved: _resolved, ...rest } = entry;
    packages[path] = rest;
  }
  const added: string[] = [];
  for (const owner of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`;
      const platform = platformOf(name);
      // A range names no version, and wasm builds (without an `os`) bring dependencies that cannot be known from here.
      if (packages[path]?.version !== undefined || !/^\d+\.\d+\.\d+$/.test(version) || platform?.os === undefined)
        continue;
      packages[path] = { version, ...platform, ...(owner.dev === true ? { dev: true } : {}), optional: true };
      added.push(path);
    }
  }
  const sorted = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { lock: { ...lock, packages: sorted }, added };
}
