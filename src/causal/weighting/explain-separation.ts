import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { ConvergenceError, PositivityError } from "../../errors.js";
import type { Features } from "../../models/learner.js";
import { logistic } from "../../models/logistic.js";
import { separatingSide } from "../../models/separating-side.js";
import { formatNumber } from "../../plot/format.js";
import { rowsWhere } from "../nuisance.js";

/** Values of a design beyond which the columns that separate together are not looked for. */
const mostValues = 4e6;

/**
 * The error that a propensity model without a finite maximum deserves. It says what predicts the treatment perfectly, and
 * for how many rows: a column on one side of which everybody or nobody is treated, or the fewest columns that do so
 * together. A level within a number's range cannot separate, whoever has it. Where all rows together are not separated
 * the fit on a fold was, or the model failed for another reason.
 */
export async function explainSeparation(
  study: Study,
  design: DesignMatrix,
  error: ConvergenceError,
  crossFitted = false,
): Promise<Error> {
  const positivity = (message: string): Error => new PositivityError(message, { cause: error });
  const alone = separatingColumn(study, design);
  if (alone) return positivity(alone);
  const names = await jointlySeparating(study, design);
  if (names?.length === 0) {
    if (!crossFitted) return error;
    return positivity(
      `all rows together have a model of "${study.treatmentName}", but those of some fold do not: ${error.message} Or use fewer folds.`,
    );
  }
  const subject = names ? names.map((name) => `"${name}"`).join(", ") : "the confounders";
  const rows = formatNumber(study.n, 0);
  return positivity(
    `${subject} together predict the treatment perfectly in ${rows} rows: no logistic model of "${study.treatmentName}" has a finite maximum. ${remedy("", names ? "one of these terms" : "terms")}`,
  );
}

function separatingColumn({ n, treatment, weights }: Study, design: DesignMatrix): string | undefined {
  const counted = rowsWhere(n, (i) => weights === undefined || weights[i]! > 0);
  for (const [j, column] of design.columns.entries()) {
    const found = separatingSide(column, treatment, counted);
    if (!found) continue;
    const { where, rows, outcome } = found;
    const those = `${formatNumber(rows, 0)} rows with "${design.names[j]}" ${where}`;
    const [who, other] = outcome === 1 ? ["all", "ATC"] : ["none", "ATT"];
    return `"${design.names[j]}" predicts the treatment perfectly: ${who} of the ${those} are treated. ${remedy(`estimand: "${other}", `, "the term")}`;
  }
  return undefined;
}

function remedy(estimand: string, term: string): string {
  return `The ATE is not identified there; consider ${estimand}leaving those rows out, or dropping ${term}.`;
}

/** Columns that separate together and of which none can be spared, or none; undefined where that would take long. */
async function jointlySeparating(study: Study, design: DesignMatrix): Promise<string[] | undefined> {
  if (design.rows * design.columns.length > mostValues) return undefined;
  let kept = [...design.columns.keys()];
  if (!(await separates(study, pick(design, kept)))) return [];
  for (const j of design.columns.keys()) {
    const fewer = kept.filter((each) => each !== j);
    if (fewer.length > 0 && (await separates(study, pick(design, fewer)))) kept = fewer;
  }
  return kept.map((j) => design.names[j]!);
}

async function separates({ treatment, weights }: Study, x: Features): Promise<boolean> {
  try {
    await logistic().fit(x, treatment, { weights });
    return false;
  } catch (error) {
    if (error instanceof ConvergenceError) return true;
    throw error;
  }
}

function pick({ rows, names, columns }: DesignMatrix, kept: readonly number[]): Features {
  return { rows, names: kept.map((j) => names[j]!), columns: kept.map((j) => columns[j]!) };
}
