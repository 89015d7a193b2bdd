/** A proof as a readable page. */
import { formatNumber } from '../../daemon/format/numbers.ts';
import type { Circumstances } from './machine.ts';
import type { Proof } from './proof.ts';

const escaped = (text: string) => text.replaceAll('|', '\\|');

export function proofPage(proof: Proof, where: Circumstances): string {
  const rows = proof.results.map(({ what, target, measured, unit, ok }) => {
    const value = measured === null ? 'not measured' : `${formatNumber(measured)} ${unit}`.trimEnd();
    return `| ${escaped(what)} | ${escaped(`${target} ${unit}`.trimEnd())} | ${escaped(value)} | ${ok ? '✓' : '✗ missed'} |`;
  });
  const missed = proof.results.filter(({ ok }) => !ok).length;
  const held = proof.results.length - missed;
  return [
    `# ${proof.title}`,
    '',
    `${held} of ${proof.results.length} targets held. Repeat it with \`npm run prove ${proof.name}\`.`,
    '',
    '| what | target | measured | |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...proof.notes.flatMap((note) => [note, '']),
    `Measured on ${where.date.slice(0, 10)} at commit \`${where.commit.slice(0, 12)}${where.commit.endsWith('+') ? '+' : ''}\`, ` +
      `${where.cores} cores of ${where.processor}, ${where.memory}, ${where.system}, Node ${where.node}.`,
    '',
  ].join('\n');
}
