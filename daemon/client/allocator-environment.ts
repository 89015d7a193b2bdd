/**
 * How glibc's allocator shall behave in the daemon, which lives for days: memory that was freed goes back to the system instead
 * of being kept in pieces (docs/decisions/the-daemons-allocator.md). Read by the C library when a program starts, so it stands
 * in the first line of `flowscope` and in the environment that the extension starts the daemon with.
 */
export const ALLOCATOR_ENVIRONMENT = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '65536',
  MALLOC_TRIM_THRESHOLD_: '262144',
} as const;

/** For workers: they compute, and are quicker with the C library's own choice. What the user has chosen stays. */
export function withoutAllocator(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours: Readonly<Record<string, string>> = ALLOCATOR_ENVIRONMENT;
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => ours[name] !== value));
}
