/** A spec to start from. */
export interface SpecTemplate {
  readonly name: string;
  readonly summary: string;
  /** The file's text for a flow with this name. */
  text(flow: string): string;
}
