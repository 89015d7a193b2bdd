/** Addresses of the text pages: `flowscope:/NAME · layers?{"view":"layers","run":…,"checkpoint":…}`. */
import { Uri } from 'vscode';
import * as z from 'zod';

export const SCHEME = 'flowscope';

export const VIEWS = ['training', 'layers', 'latent', 'samples', 'density', 'compare', 'spec'] as const;
export type ViewName = (typeof VIEWS)[number];

export const viewQuery = z.strictObject({
  view: z.enum(VIEWS),
  /** Directories; one but for `compare`. */
  runs: z.array(z.string().min(1)).min(1),
  checkpoint: z.union([z.enum(['latest', 'best']), z.int().min(0)]),
});
export type ViewQuery = z.infer<typeof viewQuery>;

export function viewAddress(title: string, query: ViewQuery): Uri {
  const ending = query.view === 'spec' ? '.flow.json' : '';
  return Uri.from({ scheme: SCHEME, path: `/${title}${ending}`, query: JSON.stringify(query) });
}

/** null: not one of ours. */
export function queryOf(uri: Uri): ViewQuery | null {
  try {
    return viewQuery.safeParse(JSON.parse(uri.query)).data ?? null;
  } catch {
    return null;
  }
}
