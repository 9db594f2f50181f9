import type { ContinuousStudy } from "../../cohort/causal-study.js";
import type { Estimate } from "../../stats/estimate.js";
import { imputationParts, poolEach, poolSet } from "../missing/pool-effects.js";
import { type DoseResponse, doseCurve } from "./dose-curve.js";

/** The curves of the completed studies, pooled at each dose by Rubin's rules; there is no band of a pooled curve. */
export async function poolDoseResponse(
  study: ContinuousStudy,
  run: (completed: ContinuousStudy) => Promise<DoseResponse>,
): Promise<DoseResponse> {
  const each = await poolEach<ContinuousStudy, DoseResponse>(study, run);
  const pooled = poolSet(each);
  const weights = Float64Array.from({ length: study.n }, () => 1);
  const points = each[0]!.doses.map((dose): [number, Estimate] => [
    dose,
    pooled.get(`${study.treatmentName} = ${dose}`),
  ]);
  const { warnings } = imputationParts(study, points[0]![1]);
  return doseCurve(study, points, { weights, warnings });
}
