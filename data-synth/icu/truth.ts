import { type ColumnTable, table } from "arquero";
import { displayable } from "../../src/plot/display.js";
import { formatFixed, formatPercent, formatSigned } from "../../src/plot/format.js";
import { type TextTable, tableHtml, tableText } from "../../src/plot/table.js";
import type { GrowingColumns } from "../growing-columns.js";
import { type BothArms, liveBothArms } from "./both-arms.js";
import { propensityTerms } from "./decision.js";
import { type CausalGraph, causalGraph } from "./graph.js";
import { outcomeTerms } from "./outcome.js";
import type { PlantedGaps } from "./planted.js";
import { type PolicyValue, type PolicyValueOptions, policyValues } from "./policy-values.js";
import { type Population, type PopulationEffects, simulatePopulation } from "./population.js";
import type { IcuSettings } from "./run-icu.js";

export type TruthColumn =
  | "stay_id"
  | "propensity"
  | "risk0"
  | "risk1"
  | "early_vasopressor"
  | "died_28d"
  | "died_1y"
  | "actual_spo2_min";

export const truthColumns: readonly TruthColumn[] = [
  "stay_id",
  "propensity",
  "risk0",
  "risk1",
  "early_vasopressor",
  "died_28d",
  "died_1y",
  "actual_spo2_min",
];

/** Averages over the stays of this cohort. */
export interface SampleEffects {
  /** Mean of y1 − y0, the outcomes as they would be. */
  readonly ate: number;
  /** The same among the treated. */
  readonly att: number;
  /** The same with weights e (1 − e). */
  readonly ato: number;
  /** Mean of the effects on the probability, risk1 − risk0. */
  readonly conditional: number;
}

/** What only the simulator knows. It is never a column of the cohort. */
export interface IcuTruth {
  /**
   * Effects of an early vasopressor on 28-day death in the population that the cohort is drawn from, as differences of
   * probabilities with their Monte-Carlo errors, and the probability of death as treated (`risk`). Computed when first asked for, in about a second.
   */
  readonly effects: PopulationEffects;
  /** Computed when first asked for: each stay is lived a second time, in its other arm. */
  readonly sample: SampleEffects;
  /**
   * Terms in which the treatment is exactly logistic (given the unrecorded impression, where there is one); none under a
   * policy of {@link intervene}.
   */
  readonly propensityTerms: readonly string[];
  /** Terms in which death is exactly logistic beside the treatment's own column, if nothing is missing or hidden. */
  readonly outcomeTerms: readonly string[];
  readonly graph: CausalGraph;
  /**
   * Differences between groups that knobs plant in treatment and record, in the population, each with the estimand
   * that it is the value of. Computed with `effects`, when first asked for.
   */
  readonly planted: PlantedGaps;
  /** One row a stay: stay_id, propensity, risk0, risk1, cate (those three under the clinicians' later care), y0, y1. */
  potentialOutcomes(): ColumnTable;
  /**
   * What policies are worth in the population, by living them: the named ones (clinician, untreated, early for all, early
   * for none, pressure below 65, by need) or your own; among all stays or those with sepsis.
   */
  policyValues(options?: PolicyValueOptions): Promise<readonly PolicyValue[]>;
  /**
   * What the record may misstate, as it was. One row a stay: stay_id; died_28d and died_1y, also of the lost and the
   * unlinked; actual_spo2_min, without the oximeter's error.
   */
  actual(): ColumnTable;
  toString(): string;
}

/** Patients of the Monte-Carlo population: where only the record is needed, where every stay is lived, and in both arms. */
const populationPatients = { recorded: 60_000, lived: 20_000, livedTwice: 3_000 } as const;

export function icuTruth(columns: GrowingColumns<TruthColumn>, settings: IcuSettings): IcuTruth {
  const { knobs, policy } = settings;
  let arms: BothArms | undefined;
  const bothArms = (): BothArms => {
    arms ??= liveBothArms(settings, columns.rows);
    return arms;
  };
  let sample: SampleEffects | undefined;
  let made: Population | undefined;
  const population = (): Population => {
    const twice = typeof policy === "object" && policy.later !== undefined;
    const kind = twice ? "livedTwice" : knobs.labelBias > 0 ? "lived" : "recorded";
    made ??= simulatePopulation(knobs, populationPatients[kind], policy);
    return made;
  };
  const truth = {
    get effects(): PopulationEffects {
      return population().effects;
    },
    get planted(): PlantedGaps {
      return population().planted;
    },
    get sample(): SampleEffects {
      sample ??= sampleEffects(columns, bothArms());
      return sample;
    },
    propensityTerms: Object.freeze(policy === undefined ? propensityTerms(knobs) : []),
    outcomeTerms: Object.freeze(outcomeTerms(knobs)),
    graph: causalGraph(knobs),
    potentialOutcomes: () => potentialOutcomes(columns, bothArms()),
    policyValues: (options?: PolicyValueOptions) => policyValues(knobs, options),
    actual: () => actual(columns),
  };
  return displayable(truth, {
    text: () => tableText(truthView(truth)),
    html: () => tableHtml(truthView(truth)),
  });
}

function potentialOutcomes(columns: GrowingColumns<TruthColumn>, { y0, y1 }: BothArms): ColumnTable {
  const [risk0, risk1] = [columns.column("risk0"), columns.column("risk1")];
  return table([
    ["stay_id", Int32Array.from(columns.column("stay_id"))],
    ["propensity", columns.column("propensity").slice()],
    ["risk0", risk0.slice()],
    ["risk1", risk1.slice()],
    ["cate", risk1.map((risk, i) => risk - risk0[i]!)],
    ["y0", y0.slice()],
    ["y1", y1.slice()],
  ]);
}

function actual(columns: GrowingColumns<TruthColumn>): ColumnTable {
  return table([
    ["stay_id", Int32Array.from(columns.column("stay_id"))],
    ["died_28d", Int32Array.from(columns.column("died_28d"))],
    ["died_1y", Int32Array.from(columns.column("died_1y"))],
    ["actual_spo2_min", columns.column("actual_spo2_min").slice()],
  ]);
}

function sampleEffects(columns: GrowingColumns<TruthColumn>, { y0, y1 }: BothArms): SampleEffects {
  const of = (name: TruthColumn): Float64Array => columns.column(name);
  const [e, a] = [of("propensity"), of("early_vasopressor")];
  const mean = (value: (i: number) => number, weight: (i: number) => number): number => {
    let [top, bottom] = [0, 0];
    for (let i = 0; i < columns.rows; i++) {
      top += weight(i) * value(i);
      bottom += weight(i);
    }
    return top / bottom;
  };
  const difference = (i: number): number => y1[i]! - y0[i]!;
  const [risk0, risk1] = [of("risk0"), of("risk1")];
  return Object.freeze({
    ate: mean(difference, () => 1),
    att: mean(difference, (i) => a[i]!),
    ato: mean(difference, (i) => e[i]! * (1 - e[i]!)),
    conditional: mean(
      (i) => risk1[i]! - risk0[i]!,
      () => 1,
    ),
  });
}

function truthView(truth: Pick<IcuTruth, "effects" | "sample">): TextTable {
  const names = ["ate", "att", "ato"] as const;
  return {
    title: "True effect of an early vasopressor on 28-day death, in points",
    columns: [
      { name: "estimand", align: "left" },
      { name: "population" },
      { name: "Monte-Carlo error" },
      { name: "in this cohort" },
    ],
    rows: names.map((name) => [
      name.toUpperCase(),
      formatSigned(100 * truth.effects[name].value, 2),
      formatFixed(100 * truth.effects[name].standardError, 3),
      formatSigned(100 * truth.sample[name], 2),
    ]),
    notes: [
      `Probability of death within 28 days as treated: ${formatPercent(truth.effects.risk.value, 2)}.`,
      `Mean effect on the probability in this cohort ${formatPercent(truth.sample.conditional, 2)}; potentialOutcomes() has each stay's.`,
    ],
  };
}
