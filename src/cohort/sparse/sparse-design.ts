import { assertKnownOptions, assertOneOf, show } from "../../assert.js";
import { DataError } from "../../errors.js";
import type { SparseColumns } from "../../numeric/sparse-columns.js";
import { displayable } from "../../plot/display.js";
import { formatCompact, formatNumber } from "../../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../plot/table.js";
import { buildSparse } from "./build-sparse.js";
import { Coder, type Name } from "./coder.js";
import { batchesOf, type Rows } from "./event-batches.js";

/** Named columns of which only what is not 0 is stored. */
export interface SparseDesign extends SparseColumns {
  readonly names: readonly string[];
  toString(): string;
}

/** A sparse design of people, one row each. */
export interface EventDesign extends SparseDesign {
  /** Who each row is. */
  readonly ids: readonly Name[];
  /** Rows of the events that are in no column or row, since `ids` or `features` do not name theirs. */
  readonly leftOut: { readonly otherIds: number; readonly otherFeatures: number };
}

export interface EventRoles {
  /** Column that names the person (or stay) of an event. */
  readonly id: string;
  /** Column that names its feature: a code, a drug. */
  readonly feature: string;
  /** Column of numbers. @default every event counts 1 */
  readonly value?: string;
  /** What a cell holds where a person has several events of a feature. @default "sum" */
  readonly combine?: "sum" | "max" | "any";
  /** The people, in the order of the rows; who has no event gets a row of zeros. @default those found, in ascending order */
  readonly ids?: ArrayLike<Name>;
  /** The features, in the order of the columns, as those of a model that is to predict. @default those found, in ascending order */
  readonly features?: ArrayLike<Name>;
}

/**
 * A sparse design from long events: one row per person, one column per feature. Events come from a table or stream from
 * a source, which is read twice; they never stand in memory beside the design (12 bytes for each of its cells).
 *
 * Events of people or features that are not named in `ids` and `features` are counted in `leftOut`. Missing names and
 * values are a {@link DataError}.
 *
 * @example
 * const x = await sparseDesign(parquetSource("codes.parquet"), { id: "person", feature: "code" });
 * const model = await lasso({ family: "logistic" }).fit(x, y);
 */
export async function sparseDesign(events: Rows, roles: EventRoles): Promise<EventDesign> {
  assertKnownOptions(roles, ["id", "feature", "value", "combine", "ids", "features"], "sparseDesign");
  const { id, feature, value, combine = "sum" } = roles;
  assertOneOf(combine, "combine", ["sum", "max", "any"]);
  const people = new Coder(roles.ids, "ids");
  const features = new Coder(roles.features, "features");
  const leftOut = { otherIds: 0, otherFeatures: 0 };
  const columns = { id, feature, ...(value === undefined ? {} : { value }) };
  const built = await buildSparse({
    rows: 0,
    async pass(add) {
      leftOut.otherIds = leftOut.otherFeatures = 0;
      let before = 0;
      for await (const batch of batchesOf(events, columns)) {
        const [ids, codes] = [batch.columns[id]!, batch.columns[feature]!];
        const numbers = value === undefined ? undefined : batch.columns[value]!;
        for (let i = 0; i < batch.rows; i++) {
          const person = people.code(ids[i], `id "${id}"`, before + i);
          const code = features.code(codes[i], `feature "${feature}"`, before + i);
          if (person < 0) leftOut.otherIds++;
          else if (code < 0) leftOut.otherFeatures++;
          else add(person, code, numbers ? checkValue(numbers[i], value!, before + i, combine) : 1);
        }
        before += batch.rows;
      }
    },
    layout: () => ({
      rowPlaces: people.places(),
      columnPlaces: features.places(),
      columns: features.size,
    }),
    combine: () => (combine === "sum" ? "sum" : "max"),
  });
  const design = {
    ...built,
    rows: people.size,
    names: features.ordered().map(String),
    ids: people.ordered(),
    leftOut,
  };
  return showDesign(design);
}

/** The design with its text and HTML. */
export function showDesign<T extends SparseColumns & { readonly names: readonly string[] }>(
  design: T,
): T & { toString(): string } {
  return displayable(design, {
    text: () => tableText(designSummary(design)),
    html: () => tableHtml(designSummary(design)),
  });
}

function checkValue(value: unknown, name: string, row: number, combine: EventRoles["combine"]): number {
  const number = typeof value === "boolean" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number)) {
    return combine === "any" ? Number(number !== 0) : number;
  }
  throw new DataError(
    `value "${name}" must be a finite number in every row; row ${row} is ${show(value)}. Fill or drop such rows first.`,
  );
}

/** Columns that are printed. */
const mostShown = 30;

/** The most frequent columns of a design. */
function designSummary(design: SparseColumns & { readonly names: readonly string[] }): TextTable {
  const { rows, names, starts, values } = design;
  const stored = (j: number): number => starts[j + 1]! - starts[j]!;
  const order = names.map((_, j) => j).sort((a, b) => stored(b) - stored(a) || a - b);
  const share = values.length / Math.max(1, rows * names.length);
  const hidden = names.length - mostShown;
  return {
    title: `Sparse design: ${formatNumber(rows, 0)} rows, ${formatNumber(names.length, 0)} columns, ${formatNumber(values.length, 0)} values (${formatCompact(100 * share)}% filled)`,
    columns: [{ name: "column", align: "left" }, { name: "rows not 0" }, { name: "mean of them" }],
    rows: order.slice(0, mostShown).map((j) => {
      const sum = values.subarray(starts[j], starts[j + 1]).reduce((total, value) => total + value, 0);
      return [names[j]!, formatNumber(stored(j), 0), stored(j) > 0 ? formatCompact(sum / stored(j)) : "–"];
    }),
    notes: hidden > 0 ? [`${formatNumber(hidden, 0)} rarer columns`] : [],
  };
}
