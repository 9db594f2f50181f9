import type { Study } from "../../cohort/causal-study.js";
import type { DesignMatrix } from "../../cohort/design-matrix.js";
import { linear } from "../../models/linear.js";
import { rowsWhere, subset, subsetFeatures } from "../nuisance.js";

/**
 * What to add to a match's outcome because its terms differ from the row's: μ̂ₐ(x_row) − μ̂ₐ(x_match), with μ̂ₐ the
 * linear regression among the matches of group a, each as often as it is used (Abadie & Imbens 2011, section 3).
 */
export async function biasCorrection(
  study: Study,
  design: DesignMatrix,
  uses: Float64Array,
): Promise<(arm: 0 | 1, row: number, match: number) => number> {
  const fitted = new Map<0 | 1, Float64Array>();
  for (const arm of [0, 1] as const) {
    const rows = rowsWhere(study.n, (i) => study.treatment[i] === arm && uses[i]! > 0);
    if (rows.length === 0) continue;
    const model = await linear().fit(subsetFeatures(design, rows), subset(study.outcome, rows), {
      weights: subset(uses, rows),
    });
    fitted.set(arm, model.predict(design));
  }
  return (arm, row, match) => fitted.get(arm)![row]! - fitted.get(arm)![match]!;
}
