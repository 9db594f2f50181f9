import { assertInteger, assertKnownOptions, assertOneOf } from "../assert.js";
import { ArgumentError } from "../errors.js";

/** What to do with missing values, role by role; a role without a decision refuses them, with counts. */
export interface MissingRoles {
  /** Rows without a treatment may be dropped. */
  readonly treatment?: "drop";
  /**
   * `"drop"` assumes that outcomes are missing completely at random. `"censor"` keeps the rows and lets those that were
   * seen stand for those that were not, by the chance of being seen given treatment and confounders; `"impute"` draws
   * the outcome from what else is known. Both assume that it is missing at random given that.
   */
  readonly outcome?: "drop" | "censor" | "impute";
  /**
   * `"drop"`; `"indicator"`: 0 in place of the missing value, and a column that says where it was missing; or
   * `"impute"`: multiple imputation by chained equations, over which estimators pool their answers by Rubin's rules.
   */
  readonly confounders?: "drop" | "indicator" | "impute";
  /** How values are imputed, where a role asks for it. */
  readonly imputation?: ImputationOptions;
}

export interface ImputationOptions {
  /** How many completed studies. @default 20 */
  readonly imputations?: number;
  /** Rounds through the incomplete columns. @default 10 */
  readonly iterations?: number;
  /** Columns of the table that help to guess what is missing, beside those that play a part. @default none */
  readonly also?: readonly string[];
  /** @default 1 */
  readonly seed?: number;
}

/** Refuses decisions that are not there to be made. */
export function checkMissing(missing: MissingRoles): void {
  assertKnownOptions(missing, ["treatment", "outcome", "confounders", "imputation"], "missing");
  const { treatment, outcome, confounders, imputation } = missing;
  if (treatment !== undefined) assertOneOf(treatment, "missing.treatment", ["drop"]);
  if (outcome !== undefined) assertOneOf(outcome, "missing.outcome", ["drop", "censor", "impute"]);
  if (confounders !== undefined) {
    assertOneOf(confounders, "missing.confounders", ["drop", "indicator", "impute"]);
  }
  if (imputation === undefined) return;
  if (outcome !== "impute" && confounders !== "impute") {
    throw new ArgumentError(
      `missing.imputation says how to impute, but no role asks for it; add confounders: "impute" or outcome: "impute".`,
    );
  }
  assertKnownOptions(imputation, ["imputations", "iterations", "also", "seed"], "missing.imputation");
  const { imputations = 20, iterations = 10, also = [] } = imputation;
  assertInteger(imputations, "missing.imputation.imputations", 2);
  assertInteger(iterations, "missing.imputation.iterations", 1);
  if (!Array.isArray(also)) {
    throw new ArgumentError(`missing.imputation.also must be an array of column names.`);
  }
}
