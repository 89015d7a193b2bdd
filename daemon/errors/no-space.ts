interface NoSpace {
  readonly reason: string;
  /** One imperative clause without a full stop. */
  readonly advice: string;
}

const KINDS: ReadonlyMap<string, NoSpace> = new Map([
  ['ENOSPC', { reason: 'no space is left on the disk', advice: 'Free some space on this disk' }],
  ['EDQUOT', { reason: 'the disk quota is used up', advice: 'Free some space, or raise the quota' }],
  ['EFBIG', { reason: 'the file would exceed the limit on file sizes', advice: 'Raise the limit (ulimit -f)' }],
]);

/** Why a file cannot grow, and what helps; null for other errors. @param code of the operating system */
export function noSpace(code: string | null): NoSpace | null {
  return code === null ? null : (KINDS.get(code) ?? null);
}
