/** Kills while checkpoints are written, with the plain writer as negative control, and bit-exact resumes. */
import { killStorm } from '../../test/durability/kill-storm.ts';
import { resumeStorm } from '../../test/training/resume-storm.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

export async function prove(): Promise<Proof> {
  const durable = await killStorm({ kills: 200, writer: 'durable', seed: 1 });
  const plain = await killStorm({ kills: 200, writer: 'plain', seed: 1 });
  const resumes = await resumeStorm({ runs: 10, kills: 3, steps: 4000, seed: 2 });
  return {
    name: 'durability',
    title: 'Durability',
    results: [
      atMost('torn checkpoints after 200 SIGKILLs', durable.torn, 0, ''),
      atMost('acknowledged checkpoints lost', durable.lost, 0, ''),
      atLeast('negative control: torn files of a plain writer', plain.torn, 1, ''),
      atLeast('resumed runs with bit-equal parameters, of 10', resumes.exact, 10, ''),
      atMost('acknowledged checkpoints lost by them', resumes.lost, 0, ''),
      atMost('runs among them that no kill has met', resumes.unharmed, 0, ''),
    ],
    notes: [
      `A process writes 4 MB checkpoints one after the other and is killed at a random moment, 200 times: ${durable.acknowledged} checkpoints were acknowledged by then. The plain writer, which writes to the final name, left ${plain.torn} torn files and lost ${plain.lost} acknowledged checkpoints.`,
      `Ten runs of two-moons (4000 steps) were killed at random moments, command and worker at once, up to three times each (${resumes.kills} kills), and resumed from the run directory. Parameters are compared by parametersSha256 with those of an uninterrupted run (${resumes.sha256.slice(0, 16)}…).`,
    ],
  };
}
