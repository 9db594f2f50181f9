import type { Study } from "../../cohort/causal-study.js";
import { type Population, populationWeights } from "../outcome-models/population.js";

/** Each group's weights make its stratum count as the population's rows there; 0 in strata that lack a group. */
export function strataWeights(study: Study, estimand: Population, stratum: Int32Array): Float64Array {
  const inside = populationWeights(estimand, study);
  const cells = new Map<number, { population: number; group: [number, number] }>();
  for (let i = 0; i < study.n; i++) {
    const cell = cells.get(stratum[i]!) ?? { population: 0, group: [0, 0] as [number, number] };
    cell.population += inside[i]!;
    cell.group[study.treatment[i]! as 0 | 1] += study.weights?.[i] ?? 1;
    cells.set(stratum[i]!, cell);
  }
  return study.treatment.map((a, i) => {
    const { population, group } = cells.get(stratum[i]!)!;
    if (group[0] === 0 || group[1] === 0) return 0;
    return ((study.weights?.[i] ?? 1) * population) / group[a as 0 | 1];
  });
}
