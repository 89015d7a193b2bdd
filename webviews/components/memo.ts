/** Makes something anew only when what it is made of has changed, so that charts are drawn anew only then. */
export function memo<A extends readonly unknown[], T>(make: (...inputs: A) => T): (...inputs: A) => T {
  let last: { readonly inputs: A; readonly made: T } | null = null;
  return (...inputs) => {
    const same = last !== null && inputs.every((input, i) => Object.is(input, last!.inputs[i]));
    last = same ? last! : { inputs, made: make(...inputs) };
    return last.made;
  };
}
