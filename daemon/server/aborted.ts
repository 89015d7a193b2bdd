/** Why a request's signal was aborted: a handler may go on if its client merely left. */
export type AbortReason = 'superseded' | 'cancelled' | 'session ended';

export class Aborted extends DOMException {
  readonly why: AbortReason;

  constructor(why: AbortReason) {
    super(why, 'AbortError');
    this.why = why;
  }
}
