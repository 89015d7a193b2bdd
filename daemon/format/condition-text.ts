/** Where the condition images of the rows of a file are from, for people. */
interface Origin {
  readonly name: string;
  readonly from: 'image' | 'file' | 'one';
  readonly path?: string;
}

/** Field `conditions`; none if the flow has none, or the rows are those of a split. */
export function conditionFields(origins: readonly Origin[] | null): readonly (readonly [string, string])[] {
  return (origins ?? []).map((origin, i) => [i === 0 ? 'conditions' : '', `${origin.name}: ${originText(origin)}`]);
}

function originText({ from, path = '' }: Origin): string {
  switch (from) {
    case 'image':
      return 'derived from each image';
    case 'file':
      return `from ${path}, one for each row`;
    case 'one':
      return `from ${path}, the same for all rows`;
  }
}
