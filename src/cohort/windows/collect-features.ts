import { show } from "../../assert.js";
import { DataError } from "../../errors.js";
import { isMissing } from "../is-missing.js";
import { buildSparse } from "../sparse/build-sparse.js";
import type { Coder } from "../sparse/coder.js";
import { type SparseDesign, showDesign } from "../sparse/sparse-design.js";
import { type Aggregate, WindowStats } from "./aggregates.js";
import type { EventReader, LookBackEvent } from "./event-reader.js";
import type { WindowRoles } from "./window-roles.js";

/** Features with their names: columns of a table, or a sparse design. */
export interface FoundFeatures {
  readonly names: readonly string[];
  readonly columns: readonly (readonly [string, Float64Array])[];
  readonly design: SparseDesign | undefined;
}

const checkedValue = ({ value, name, at }: LookBackEvent): number => {
  if (isMissing(value)) return Number.NaN;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (typeof value === "boolean") return Number(value);
  throw new DataError(`value "${name}" must be numbers; row ${at} is ${show(value)}.`);
};

/** Features as columns, summed up in one reading of the events. */
export async function denseFeatures(
  reader: EventReader,
  codes: Coder,
  wanted: readonly Aggregate[],
  roles: WindowRoles,
  unit: number,
): Promise<FoundFeatures> {
  const { labels, index, kept } = reader.landmarks;
  const stats: WindowStats[][] = [];
  const statsOf = (code: number): WindowStats[] => {
    stats[code] ??= labels.map(() => new WindowStats(kept.length, wanted));
    return stats[code];
  };
  await reader.read((event) => {
    const code = reader.codeOf(codes, event);
    if (code < 0) return;
    const each = statsOf(code)[event.window]!;
    each.add(
      event.row,
      (event.time - index[event.row]!) / unit,
      roles.value === undefined ? 0 : checkedValue(event),
    );
  });
  if (roles.code === undefined && codes.size === 0) codes.code(reader.single, "code", 0);
  const places = codes.places();
  const byPlace = Array.from(places, () => 0);
  places.forEach((place, code) => {
    byPlace[place] = code;
  });
  const columns = byPlace.flatMap((code) =>
    statsOf(code).flatMap((each, window) =>
      wanted.map((aggregate) => {
        const name = `${codes.names[code]}@${labels[window]} ${aggregate}`;
        return [name, each.values(aggregate)] as const;
      }),
    ),
  );
  return { names: columns.map(([name]) => name), columns, design: undefined };
}

/** Features as a sparse design, in two readings. */
export async function sparseFeatures(
  reader: EventReader,
  codes: Coder,
  wanted: readonly Aggregate[],
  roles: WindowRoles,
): Promise<FoundFeatures> {
  const { labels, kept } = reader.landmarks;
  const width = labels.length * wanted.length;
  const built = await buildSparse({
    rows: kept.length,
    pass: (add) =>
      reader.read((event) => {
        const code = reader.codeOf(codes, event);
        if (code < 0) return;
        const value = roles.value === undefined ? 1 : checkedValue(event);
        wanted.forEach((aggregate, k) => {
          const column = code * width + event.window * wanted.length + k;
          if (aggregate !== "sum") add(event.row, column, 1);
          else if (!Number.isNaN(value)) add(event.row, column, value);
        });
      }),
    layout: () => {
      const places = codes.places();
      const columnPlaces = Int32Array.from(
        { length: places.length * width },
        (_, j) => places[Math.floor(j / width)]! * width + (j % width),
      );
      return { columnPlaces, columns: columnPlaces.length };
    },
    combine: (column) => (wanted[column % wanted.length] === "any" ? "max" : "sum"),
  });
  const names = codes
    .ordered()
    .flatMap((code) => labels.flatMap((label) => wanted.map((aggregate) => `${code}@${label} ${aggregate}`)));
  return { names, columns: [], design: showDesign({ ...built, names }) };
}
