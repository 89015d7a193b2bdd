/** `init --data` on five well-known tables, as pandas writes them: trained as they are, and compared with Gaussians. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDataset } from '../../daemon/data/load-dataset.ts';
import { formatEstimate } from '../../daemon/format/numbers.ts';
import { checkSpec } from '../../daemon/spec/check-spec.ts';
import { initDataResultSchema } from '../../protocol/init-result.ts';
import { flowscope } from '../../test/cli/flowscope.ts';
import { askPeer } from '../measurement/ask-peer.ts';
import { atLeast, atMost, type Proof, type ProofResult } from '../measurement/proof.ts';
import { tableGaussians } from '../measurement/table-gaussians.ts';
import { trained } from '../measurement/train-command.ts';

const NAMES = ['iris', 'wine', 'breast_cancer', 'diabetes', 'digits'];

export async function prove(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-tables-'));
  try {
    await askPeer('sklearn_tables.py', { folder, names: NAMES });
    const found: Measured[] = [];
    for (const name of NAMES) for (const file of [name, `${name}-index`]) found.push(await measure(folder, file));
    return {
      name: 'tables',
      title: 'Tables by `init --data` alone',
      results: found.flatMap(({ results }) => results),
      notes: [
        "scikit-learn's iris, wine, breast cancer, diabetes and digits, written by pandas' `to_csv()`, with and without the index. `flowscope init NAME --data FILE` wrote each spec, and `flowscope train` trained it without edits. Log-likelihoods are means over the test rows, in nats and data units; ± is two standard errors. All models have the same training and test rows and the same dequantization noise.",
        'The Gaussian has a full covariance and is fitted to the training rows by maximum likelihood. It does not know the condition, which the flow is given; Gaussians that do, one for each condition, are beside it.',
        ...found.filter(({ note }) => note !== null).map(({ note }) => note!),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Measured {
  readonly results: readonly ProofResult[];
  readonly note: string | null;
}

async function measure(folder: string, file: string): Promise<Measured> {
  const init = await flowscope(['init', file, '--data', `${file}.csv`, '--json'], { cwd: folder });
  const proposal = initDataResultSchema.parse(init.json());
  const options = { folder, trusted: true, fileStem: file, missingData: 'error' } as const;
  const { diagnostics, plan } = await checkSpec(await readFile(proposal.path, 'utf8'), options);
  const problems = diagnostics.filter(({ severity }) => severity !== 'information').length;
  const indexes = proposal.columns.filter(({ name }) => name === 'column1').length;
  if (plan === null) return { results: [atMost(`${file}: problems`, problems, 0, '')], note: null };
  const gaussians = tableGaussians(await loadDataset(plan.data, { folder, trusted: true }));
  return trained(proposal.path, async ({ done, seconds }) => {
    const { nll, se, n } = done.test!;
    const own = { mean: -nll!, se: se! };
    const { all, perCondition } = gaussians;
    const conditions = proposal.columns.filter((column) => column.proposal === 'context').map(({ name }) => name);
    return {
      results: [
        atMost(`${file}: problems that check reports, and indexes that are modeled`, problems + indexes, 0, ''),
        atLeast(`${file}: flow − Gaussian, mean log-likelihood of the test rows`, own.mean - all.mean, 0, 'nats'),
      ],
      // The rows are the same with an index.
      note: file.endsWith('-index')
        ? null
        : `${file}: flow ${text(own)}, Gaussian ${text(all)}${perCondition === null ? '' : `, Gaussians given ${conditions.join(', ')} ${text(perCondition)}`}; ${proposal.columns.length - conditions.length} columns, ${proposal.leftOut.length} left out, ${n} test rows, stopped after step ${done.step}, ${seconds.toFixed(0)} s.`,
    };
  });
}

function text({ mean, se }: { readonly mean: number; readonly se: number }): string {
  return Number.isFinite(mean) ? formatEstimate(mean, se) : 'singular';
}
