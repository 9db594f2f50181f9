import { assertKnownOptions } from "../assert.js";
import { ArgumentError } from "../errors.js";
import { interpolate, type Knots, poolAdjacent } from "../numeric/pool-adjacent.js";
import { displayable } from "../plot/display.js";
import { formatCompact } from "../plot/format.js";
import { type TextTable, tableHtml, tableText } from "../plot/table.js";
import type { Features, FitOptions, FittedModel, Learner } from "./learner.js";
import { matchColumns } from "./linear-predictor.js";
import { checkTraining } from "./training.js";

export interface IsotonicOptions {
  /** False for a function that falls. @default true */
  readonly increasing?: boolean | undefined;
}

/** A fitted monotone function of one column: linear between its knots, constant beyond them. */
export interface IsotonicModel extends FittedModel {
  readonly name: "isotonic";
  readonly featureName: string;
  /** Values of the column at which the function bends, ascending, and its values there. */
  readonly knots: Float64Array;
  readonly values: Float64Array;
}

export interface IsotonicLearner extends Learner {
  fit(x: Features, y: Float64Array, options?: FitOptions): Promise<IsotonicModel>;
}

/**
 * Isotonic regression: the increasing function f of the one column of x that minimizes Σ wᵢ (yᵢ − f(xᵢ))², by pooling
 * adjacent violators (Ayer et al. 1955). Rows with equal x are one point at the mean of their y. Between the column's
 * values the prediction is linear, beyond them constant, as scikit-learn's with `out_of_bounds="clip"`.
 *
 * It assumes only that the mean of y does not fall with x. More than one column is an {@link ArgumentError}, values that
 * are not finite a {@link DataError}.
 *
 * @example
 * const model = await isotonic().fit({ rows: 4, names: ["score"], columns: [score] }, y); // y = 0, 1, 0, 1
 * model.values // 0, 0.5, 0.5, 1
 */
export function isotonic(options: IsotonicOptions = {}): IsotonicLearner {
  assertKnownOptions(options, ["increasing"], "isotonic");
  const { increasing = true } = options;
  if (typeof increasing !== "boolean") throw new ArgumentError("increasing must be true or false.");
  return {
    name: "isotonic",
    ignoresZeroWeights: true,
    fit: async (x, y, { weights } = {}) => {
      const column = onlyColumn(x, "isotonic");
      checkTraining(x, y, weights);
      const sign = increasing ? 1 : -1;
      const { at, value } = poolAdjacent(column, increasing ? y : y.map((each) => -each), weights);
      return isotonicModel({ featureName: x.names[0]!, at, value: value.map((each) => sign * each) });
    },
  };
}

/** The one column of x that a function of one variable takes. */
export function onlyColumn(x: Features, what: string): Float64Array {
  if (x.names.length === 1 && x.columns?.length === 1) return x.columns[0]!;
  throw new ArgumentError(
    `${what} takes one column, of which it is a function; x has ${x.names.length}: ${x.names.slice(0, 5).join(", ")}.`,
  );
}

function isotonicModel({ featureName, at, value }: Knots & { featureName: string }): IsotonicModel {
  const model = {
    name: "isotonic" as const,
    featureName,
    knots: at,
    values: value,
    predict: (x: Features): Float64Array => {
      const [column] = matchColumns(x, [featureName]);
      return column!.map((each) => (Number.isNaN(each) ? Number.NaN : interpolate({ at, value }, each)));
    },
    toJSON: () => ({ name: "isotonic", featureName, knots: [...at], values: [...value] }),
  };
  const table = (): TextTable => knotTable(featureName, { at, value });
  return displayable(model, { text: () => tableText(table()), html: () => tableHtml(table()) });
}

/** Knots that are printed. */
const mostShown = 20;

function knotTable(featureName: string, { at, value }: Knots): TextTable {
  const hidden = at.length - mostShown;
  return {
    title: `isotonic regression on "${featureName}"`,
    columns: [{ name: featureName }, { name: "prediction" }],
    rows: [...at.subarray(0, mostShown)].map((each, k) => [formatCompact(each), formatCompact(value[k]!)]),
    notes: hidden > 0 ? [`${hidden} more knots`] : [],
  };
}

export function isotonicFromJson(json: object): IsotonicModel {
  const { featureName, knots, values } = json as { featureName: string; knots: number[]; values: number[] };
  return isotonicModel({ featureName, at: Float64Array.from(knots), value: Float64Array.from(values) });
}
