import { FlowscopeError } from '../errors/flowscope-error.ts';

/** An error of the daemon about a place in a spec. */
export class SpecFailure extends FlowscopeError {
  /** `training.optimizer.type`; empty: the whole spec. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;

  constructor(
    place: { readonly path: string; readonly line: number },
    ...error: ConstructorParameters<typeof FlowscopeError>
  ) {
    super(...error);
    this.name = 'SpecFailure';
    this.path = place.path;
    this.line = place.line;
  }
}
