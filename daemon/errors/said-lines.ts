/** Lines of a JavaScript stack, of the source that Node quotes above it, or of a native stack as Node prints it. */
const STACK = /^\s+at |^ ?\d+: 0x|^-{5}|^Node\.js v|^(file|node):\S+:\d+$|^\s*\^+$/;

/** What a program that ended has said on stderr, without stacks and empty lines. */
export function saidLines(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => line.trim() !== '' && !STACK.test(line));
}
