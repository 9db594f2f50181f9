import type { Study } from "../../cohort/causal-study.js";
import { estimate } from "../../stats/estimate.js";
import { imputationNote, imputationParts, poolEstimates } from "../missing/pool-effects.js";
import { continuousEValue } from "../strength.js";
import type { Coefficient } from "./partialled-out.js";

/** A coefficient of each completed study, pooled by Rubin's rules. */
export async function poolCoefficient(
  study: Study,
  run: (completed: Study) => Promise<Coefficient>,
): Promise<Coefficient> {
  const { estimate: pooled, each } = await poolEstimates(study, run);
  const strength = study.binaryOutcome ? undefined : continuousEValue(study, pooled);
  const kept = each[0]!.notes.filter((note) => !note.startsWith("E-value"));
  return estimate(
    {
      ...pooled,
      ...imputationParts(study, pooled),
      notes: [...(strength ? [strength.note] : []), ...kept, imputationNote(study, pooled)],
    },
    { eValue: strength?.value },
  );
}
