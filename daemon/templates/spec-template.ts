/** A spec to begin with. */
export interface SpecTemplate {
  readonly name: string;
  readonly summary: string;
  /** The file's text for a flow of this name. */
  text(flow: string): string;
}
