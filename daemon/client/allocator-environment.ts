/**
 * Settings of glibc's allocator for the daemon, which runs for days: freed memory is returned to the system instead of
 * kept in fragments (docs/decisions/the-daemons-allocator.md). The C library reads them when a program starts, so they
 * are in the first line of `flowscope` and in the environment with which the extension starts the daemon.
 */
export const ALLOCATOR_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '8192',
  MALLOC_TRIM_THRESHOLD_: '262144',
} as const;

/** For workers, which compute, and are faster with the C library's defaults. The user's own settings are kept. */
export function withoutAllocator(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours: Readonly<Record<string, string>> = ALLOCATOR_ENVIRONMENT;
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => ours[name] !== value));
}
