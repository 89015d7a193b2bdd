/** The context of the points between two rows. */
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { type GivenContext, givenContext } from '../opened/choose-context.ts';
import type { OpenFacts, OpenModel } from '../opened/open-flow.ts';

export interface PathContextChoice extends GivenContext {
  /** null: `fixed` if the flow has condition images or a context is given, else `blended`. */
  readonly contextMode: 'fixed' | 'blended' | null;
  /** The row at which the path starts. */
  readonly from: number;
}

export interface PathContext {
  readonly mode: 'fixed' | 'blended';
  /** The row whose context is fixed; null if it is blended, or given by values alone. */
  readonly row: number | null;
  /** Whether values or condition images replace those of the row. */
  readonly isGiven: boolean;
  /** [C] at all points; null: blended from that of one end to that of the other. */
  readonly context: Float32Array | null;
}

/**
 * Whether the context is the same at all points, and which. A blend of two condition images shows both of them on top of
 * each other, which is no image of the data, so that flows with condition images keep that of the row `from`.
 * @returns null for a flow without context
 * @throws FlowscopeError `context` (exit 2): a context is given, but it is to be blended; and as `givenContext`
 */
export function pathContext(open: OpenModel, data: OpenFacts, choice: PathContextChoice): PathContext | null {
  const { contextMode, context, contextRow, images, from } = choice;
  const isGiven = context !== null || (images?.size ?? 0) > 0;
  if (open.maps.contextSize === 0) {
    givenContext(open, data, choice);
    return null;
  }
  if (contextMode === 'blended' && (isGiven || contextRow !== null)) {
    throw new FlowscopeError('context', 'a context that is given is the same at all points, not blended', {
      exitCode: 2,
      hint: 'Leave out --context-mode blended, or --context, --context-row and --context-file.',
    });
  }
  const hasImages = (open.plan.context?.images ?? []).length > 0;
  const mode = contextMode ?? (isGiven || contextRow !== null || hasImages ? 'fixed' : 'blended');
  if (mode === 'blended') return { mode, row: null, isGiven, context: null };
  // Values of all columns need no row; condition images are taken from one.
  const row = contextRow ?? (context !== null && !hasImages ? null : from);
  return { mode, row, isGiven, context: givenContext(open, data, { ...choice, contextRow: row }) };
}
