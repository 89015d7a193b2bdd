/** Nodes of the Runs view. */
export type RunNode =
  | { readonly kind: 'run'; readonly runDir: string }
  | { readonly kind: 'checkpoint'; readonly runDir: string; readonly step: number };
