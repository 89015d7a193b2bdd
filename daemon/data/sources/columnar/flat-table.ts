/**
 * The places of the fields of a table in a flatbuffer, which begins with the place of a list of places relative to its own; null: the
 * field is left out. Source: FlatBuffers internals, google.github.io/flatbuffers.
 */
export function tableAt(view: DataView, table: number): (field: number) => number | null {
  const slot = slotOf(view, table);
  return (field) => {
    const at = slot(field);
    const offset = at === null ? 0 : view.getUint16(at, true);
    return offset === 0 ? null : table + offset;
  };
}

/** Where the list has the place of a field; null: it is too short. 0 there: the field is left out. */
export function slotOf(view: DataView, table: number): (field: number) => number | null {
  const list = table - view.getInt32(table, true);
  const size = view.getUint16(list, true);
  return (field) => (4 + 2 * field < size ? list + 4 + 2 * field : null);
}

/** What a place refers to. */
export function target(view: DataView, place: number): number {
  return place + view.getUint32(place, true);
}
