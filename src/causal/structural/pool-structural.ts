import type { ContinuousStudy, Study } from "../../cohort/causal-study.js";
import { poolImputations } from "../../stats/pool-imputations.js";
import { imputationNote, imputationParts, poolEach, poolSet } from "../missing/pool-effects.js";
import { groupWeights, wholeWeights } from "../positivity.js";
import { type StructuralModel, structuralView } from "./structural-model.js";

/** The models of the completed studies, their coefficients and means pooled by Rubin's rules. */
export async function poolStructural<S extends Study | ContinuousStudy>(
  study: S,
  run: (completed: S) => Promise<StructuralModel>,
): Promise<StructuralModel> {
  const each = await poolEach<S, StructuralModel>(study, run);
  const parameters = poolSet(each.map((model) => model.parameters));
  const least = parameters.estimates.reduce((worst, found) =>
    informationOf(found) > informationOf(worst) ? found : worst,
  );
  const weights = each[0]!.weights.map(
    (_, i) => each.reduce((sum, model) => sum + model.weights[i]!, 0) / each.length,
  );
  const { warnings } = imputationParts(study, least);
  return structuralView({
    ...each[0]!,
    study,
    weights,
    groups: study.kind === "binary" ? groupWeights(weights, study.treatment) : [wholeWeights(weights)],
    parameters,
    mean: (values) => poolImputations(each.map((model) => model.mean(values))),
    eValue: undefined,
    notes: [
      "no E-value of pooled coefficients: take eValue() of a pooled mean's ratio",
      imputationNote(study, least),
    ],
    warnings,
  });
}

function informationOf({ diagnostics }: { readonly diagnostics: Readonly<Record<string, unknown>> }): number {
  return (diagnostics.fractionMissingInformation as number | undefined) ?? 0;
}
