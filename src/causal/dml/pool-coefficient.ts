import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { estimate } from "../../stats/estimate.js";
import { imputationNote, imputationParts, poolEstimates } from "../missing/pool-effects.js";
import { type Coefficient, coefficientStrength } from "./partialled-out.js";

/** A coefficient of each completed study, pooled by Rubin's rules. */
export async function poolCoefficient<S extends Study | ContinuousStudy>(
  study: S,
  run: (completed: S) => Promise<Coefficient>,
): Promise<Coefficient> {
  const { estimate: pooled, each } = await poolEstimates(study, run);
  const strength = coefficientStrength(study, pooled);
  const kept = each[0]!.notes.filter((note) => !/^(no )?E-value/.test(note));
  return estimate(
    {
      ...pooled,
      ...imputationParts(study, pooled),
      notes: [strength.note, ...kept, imputationNote(study, pooled)],
    },
    { eValue: strength.value },
  );
}
