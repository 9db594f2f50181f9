import { assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";
import type { Columns } from "../numeric/columns.js";
import { explainMemory } from "../numeric/explain-memory.js";
import { displayable } from "../plot/display.js";
import { formatCompact, formatNumber } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import { type Frame, replaceColumn, type Table, tableFrame } from "./frame.js";
import { type SparseTermDesign, sparseTermDesign } from "./sparse/sparse-terms.js";
import { type FittedTerm, fitTerm } from "./terms/fit-term.js";
import { withMissingIndicator } from "./terms/missing-indicator.js";

/** Terms turned into named columns of numbers, without an intercept; missing values are NaN. */
export interface DesignMatrix extends Columns {
  readonly names: readonly string[];
  readonly terms: readonly string[];
  /** The same terms, with the levels and knots learned here, on another table. */
  transform(table: Table): DesignMatrix;
  /** The same rows with one column of the table set to other values; only the terms that read it are made anew. */
  withColumn(name: string, values: ArrayLike<unknown>): DesignMatrix;
  toString(): string;
}

/**
 * The design matrix of `terms` over a table. Missing values stay NaN, which learners but the boosted trees refuse; with
 * `missing: "indicator"` they are 0 and a further column says where.
 *
 * @example
 * designMatrix(table, ["age", "age^2", "C(education)", "age:sex"]).names
 * // => ["age", "age^2", "C(education)[2]", …, "age:sex"]
 */
export function designMatrix(
  table: Table,
  terms: readonly string[],
  options?: { readonly sparse?: false; readonly missing?: "keep" | "indicator" },
): DesignMatrix;
/**
 * The same columns without their zeros, none of which is ever filled in: a category of 10,000 levels takes no more room
 * than its rows. A missing category is a {@link DataError} here.
 */
export function designMatrix(
  table: Table,
  terms: readonly string[],
  options: { readonly sparse: true },
): SparseTermDesign;
export function designMatrix(
  table: Table,
  terms: readonly string[],
  options: { readonly sparse?: boolean; readonly missing?: "keep" | "indicator" } = {},
): DesignMatrix | SparseTermDesign {
  assertKnownOptions(options, ["sparse", "missing"], "designMatrix");
  const { sparse, missing = "keep" } = options;
  assertOneOf(missing, "missing", ["keep", "indicator"]);
  if (sparse && missing === "indicator")
    throw new ArgumentError(
      'missing: "indicator" goes with a dense design only; derive the indicators as columns.',
    );
  const frame = tableFrame(table);
  return sparse
    ? sparseTermDesign(fitTerms(frame, terms, "terms"), frame)
    : frameDesign(frame, terms, "terms", missing);
}

/**
 * A design matrix over a frame; `role` names the argument that the terms came from. Missing values stay NaN, or are
 * marked by indicator columns.
 */
export function frameDesign(
  frame: Frame,
  terms: readonly string[],
  role: string,
  missing: "keep" | "indicator" = "keep",
): DesignMatrix {
  const patterns: Float64Array[] = [];
  const fitted = fitTerms(frame, terms, role).map((each) =>
    missing === "indicator" ? withMissingIndicator(each, frame, patterns) : each,
  );
  try {
    return evaluate(fitted, frame, new Map());
  } catch (error) {
    const columns = fitted.reduce((sum, each) => sum + each.names.length, 0);
    throw explainMemory(error, `A design matrix (${role})`, frame.rows, columns);
  }
}

function fitTerms(frame: Frame, terms: readonly string[], role: string): FittedTerm[] {
  if (!Array.isArray(terms))
    throw new ArgumentError(`${role} must be an array of terms such as ["age", "C(sex)"].`);
  return terms.map((term, j) => {
    if (typeof term !== "string") throw new ArgumentError(`${role}[${j}] must be a term as a string.`);
    return fitTerm(term, frame, `${role}[${j}]`);
  });
}

function evaluate(
  fitted: readonly FittedTerm[],
  frame: Frame,
  kept: Map<FittedTerm, Float64Array[]>,
): DesignMatrix {
  const byTerm = new Map(fitted.map((each) => [each, kept.get(each) ?? each.columns(frame)]));
  const matrix = {
    rows: frame.rows,
    columns: fitted.flatMap((each) => byTerm.get(each)!),
    names: fitted.flatMap((each) => each.names),
    terms: fitted.map((each) => each.term),
    transform: (table: Table) => evaluate(fitted, tableFrame(table), new Map()),
    withColumn(name: string, values: ArrayLike<unknown>): DesignMatrix {
      const same = fitted.filter((each) => !each.reads.includes(name));
      return evaluate(
        fitted,
        replaceColumn(frame, name, values),
        new Map(same.map((each) => [each, byTerm.get(each)!])),
      );
    },
  };
  return displayable(matrix, {
    text: () => tableText(summary(matrix)),
    html: () => tableHtml(summary(matrix)),
  });
}

function summary({ rows, columns, names }: Pick<DesignMatrix, "rows" | "columns" | "names">): TextTable {
  return {
    title: `Design matrix: ${formatNumber(rows, 0)} rows, ${names.length} columns`,
    columns: [
      { name: "column", align: "left" },
      { name: "mean" },
      { name: "min" },
      { name: "max" },
      { name: "missing" },
    ],
    rows: columns.map((column, j) => {
      const present = column.filter((value) => !Number.isNaN(value));
      const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
      const [low, high] = present.reduce(
        ([a, b], x) => [Math.min(a!, x), Math.max(b!, x)],
        [Infinity, -Infinity],
      );
      return [names[j]!, ...[mean, low!, high!].map(formatCompact), formatNumber(rows - present.length, 0)];
    }),
  };
}
