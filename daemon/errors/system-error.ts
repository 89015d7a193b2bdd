/** Errors of the operating system that no other code has explained: the user's machine, not a bug. */
import { FlowscopeError } from './flowscope-error.ts';
import { noSpace } from './no-space.ts';

const REASONS: Readonly<Record<string, readonly [code: string, reason: string, hint: string]>> = {
  EMFILE: [
    'too-many-files',
    'this process may not open more files',
    'Raise the limit (ulimit -n 4096), or close programs with many open files.',
  ],
  ENFILE: ['too-many-files', 'the system has too many open files', 'Close programs that hold files open.'],
  ENAMETOOLONG: ['bad-path', 'a path is too long', 'Use a shorter path.'],
  ENOENT: ['bad-path', 'a file or a folder does not exist', 'Check the path.'],
  ENOTDIR: ['bad-path', 'a part of a path is not a folder', 'Check the path.'],
  ELOOP: ['bad-path', 'a path has too many symbolic links', 'Check the links of the path.'],
  EACCES: ['no-permission', 'you have no permission', 'Check the permissions of the file and its folders.'],
  EPERM: ['no-permission', 'the system does not permit it', 'Check the permissions of the file and its folders.'],
  EROFS: ['unwritable', 'the disk is mounted read-only', 'Choose a folder on another disk.'],
  EIO: ['unreadable', 'the disk reports an error', 'Check the disk, or copy the file to another one.'],
  ENOMEM: ['out-of-memory', 'no memory is left', 'Close other programs, or use a smaller file.'],
  EAGAIN: [
    'too-many-processes',
    'no further process can be started',
    'Raise the limit (ulimit -u), or end other programs.',
  ],
};

function reasonFor(code: string): (typeof REASONS)[string] | undefined {
  const full = noSpace(code);
  return full === null ? REASONS[code] : ['disk-full', full.reason, `${full.advice}.`];
}

/** What people call system calls whose names say little. */
const VERBS: Readonly<Record<string, string>> = {
  ...{ stat: 'open', lstat: 'open', fstat: 'open', realpath: 'open', scandir: 'list', opendir: 'list' },
  ...{ mkdir: 'create', mkdtemp: 'create', unlink: 'remove', rmdir: 'remove', rm: 'remove', rename: 'move' },
  ...{ fsync: 'save', ftruncate: 'shorten', uv_cwd: 'find the working directory' },
};

/** The error for users, or null if `error` is not one of the operating system: then it is a bug. */
export function systemError(error: unknown): FlowscopeError | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  // A null byte in a path: Node refuses it before the system does.
  if (error.code === 'ERR_INVALID_ARG_VALUE' && /null bytes/.test(error.message)) {
    return new FlowscopeError('bad-path', 'A path contains a null byte, which no path may contain.', {
      exitCode: 2,
      hint: 'Check the path.',
      cause: error,
    });
  }
  const syscall = 'syscall' in error && typeof error.syscall === 'string' ? error.syscall : null;
  const known = reasonFor(error.code);
  if (syscall === null || known === undefined) return null;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : null;
  const [code, reason, hint] = known;
  return new FlowscopeError(
    code,
    `Cannot ${VERBS[syscall] ?? syscall}${path === null ? '' : ` ${path}`}: ${reason} (${error.code}).`,
    {
      ...(path === null ? {} : { file: path }),
      exitCode: code === 'bad-path' ? 2 : 1,
      hint,
      cause: error,
    },
  );
}
