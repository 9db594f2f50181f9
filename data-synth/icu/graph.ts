import type { IcuKnobs } from "./knobs.js";

/** An arrow of the causal graph, from cause to effect. */
export type Edge = readonly [cause: string, effect: string];

/** The graph of what the simulator computes. Nodes are columns of the analysis table, or latent. */
export interface CausalGraph {
  readonly edges: readonly Edge[];
  /** Nodes that no table records. */
  readonly latent: readonly string[];
}

const organs = ["cardiovascular", "respiratory", "renal", "hepatic", "coagulation", "neurologic"] as const;
const measured: Readonly<Record<string, readonly string[]>> = {
  cardiovascular: ["map_min", "map_mean", "sbp_min", "heart_rate_mean", "lactate"],
  respiratory: ["resp_rate_mean", "spo2_min", "pao2_fio2", "ventilated"],
  renal: ["creatinine", "bun", "urine_ml", "bicarbonate", "potassium"],
  hepatic: ["bilirubin", "lactate", "inr"],
  coagulation: ["platelets", "inr"],
  neurologic: ["gcs_min", "ventilated"],
};
const scored = [
  "pao2_fio2",
  "ventilated",
  "platelets",
  "bilirubin",
  "map_min",
  "gcs_min",
  "creatinine",
  "urine_ml",
];
const prognostic = ["age", "sofa", "lactate", "map_min", "charlson", "first_careunit"];

/** The arrows that these knobs draw. */
export function causalGraph(knobs: IcuKnobs): CausalGraph {
  const edges: Edge[] = [
    ["first_careunit", "age"],
    ["first_careunit", "gender"],
    ["first_careunit", "diagnosis_group"],
    ["first_careunit", "severity"],
    ["first_careunit", "ventilated"],
    ["age", "charlson"],
    ["frailty", "charlson"],
    ["frailty", "severity"],
    ["diagnosis_group", "suspected_infection"],
    ["suspected_infection", "severity"],
    ["age", "map_min"],
    ["age", "bun"],
    ["gender", "creatinine"],
    ...organs.map((organ): Edge => ["severity", organ]),
    ...organs.map((organ): Edge => ["diagnosis_group", organ]),
    ...organs.flatMap((organ) => measured[organ]!.map((value): Edge => [organ, value])),
    ...scored.map((value): Edge => [value, "sofa"]),
    ...prognostic.map((value): Edge => [value, "death_28d"]),
  ];
  if (knobs.confounding > 0) {
    for (const value of ["age", "sofa", "lactate", "map_min", "first_careunit"]) {
      edges.push([value, "early_vasopressor"]);
    }
  }
  if (knobs.siteVariation > 0) edges.push(["hospital_id", "early_vasopressor"]);
  if (knobs.allocationGap > 0) edges.push(["race", "early_vasopressor"]);
  if (knobs.measurementError > 0) edges.push(["race", "spo2_min"]);
  if (knobs.labelBias > 0) edges.push(["race", "death_28d"], ["race", "death_1y"]);
  if (knobs.siteShift > 0) edges.push(["hospital_id", "severity"], ["hospital_id", "death_28d"]);
  if (knobs.yearShift > 0)
    edges.push(["anchor_year_group", "early_vasopressor"], ["anchor_year_group", "death_28d"]);
  if (knobs.maskedRisk > 0) {
    edges.push(
      ["chronic_pulmonary_disease", "early_vasopressor"],
      ["chronic_pulmonary_disease", "death_28d"],
    );
  }
  if (knobs.lossToFollowUp > 0) {
    for (const value of ["age", "sofa", "insurance"]) edges.push([value, "lost_to_follow_up"]);
  }
  if (knobs.hiddenConfounding > 0)
    edges.push(["impression", "early_vasopressor"], ["impression", "death_28d"]);
  if (knobs.feedback > 0) {
    edges.push(["early_vasopressor", "later_care"], ["map_min", "later_care"], ["severity", "later_care"]);
    edges.push(["later_care", "death_28d"]);
  }
  if (knobs.effect > 0) edges.push(["early_vasopressor", "death_28d"]);
  return {
    edges,
    latent: [
      ...["severity", "frailty", ...organs],
      ...(knobs.feedback > 0 ? ["later_care"] : []),
      ...(knobs.hiddenConfounding > 0 ? ["impression"] : []),
    ],
  };
}
