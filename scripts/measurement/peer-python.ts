/** The interpreter of the peers: `--python PATH` of `npm run prove`, else FLOWSCOPE_PYTHON, else what the path has. */
const VARIABLE = 'FLOWSCOPE_PYTHON';

export function peerPython(): string {
  return process.env[VARIABLE] ?? 'python3';
}

export function setPeerPython(path: string): void {
  process.env[VARIABLE] = path;
}
