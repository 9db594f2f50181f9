import type { Table } from "arquero";
import { standardize } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { simulateIcu } from "txlab/data-synth";
import { audit } from "txlab/fairness";
import { beforeAll, describe, expect, it } from "vitest";
import { band, Coverage } from "./coverage.js";

const seeds = 200;
const knobs = { labelBias: 0.4, measurementError: 2, allocationGap: 4 };

interface Drawn {
  readonly people: Table;
  readonly propensityTerms: readonly string[];
  readonly planted: Awaited<ReturnType<typeof simulateIcu>>["truth"]["planted"];
}

const minorities = ["BLACK/AFRICAN AMERICAN", "HISPANIC/LATINO", "ASIAN"];

async function draw(seed: number): Promise<Drawn> {
  const { cohort, truth } = await simulateIcu({ patients: 1500, seed, ...knobs });
  const stays = cohort.analysis();
  const race = stays.array("race") as string[];
  const people = stays.join(truth.actual(), "stay_id").assign({
    minority: race.map((each) => (minorities.includes(each) ? "yes" : "no")),
    is_minority: race.map((each) => Number(minorities.includes(each))),
    is_black: race.map((each) => (each === minorities[0] ? "yes" : "no")),
  });
  return {
    people,
    propensityTerms: truth.propensityTerms,
    get planted() {
      return truth.planted;
    },
  };
}

describe("audits of the synthetic ICU with a biased label, a biased oximeter and unequal treatment", () => {
  const coverage = new Coverage();

  beforeAll(async () => {
    const { planted } = await draw(1);
    for (let seed = 1; seed <= seeds; seed++) {
      const { people, propensityTerms } = await draw(seed);
      const label = await audit(people, {
        label: "died_1y",
        prediction: "death_1y",
        favorable: 0,
        groups: "minority",
        metrics: ["tpr"],
        reference: { minority: "no" },
      });
      coverage.add("label", label.gap("tpr", "minority = yes").difference, planted.recordedDeath1y.value);
      const oximeter = await audit(people, {
        label: "actual_spo2_min",
        score: "spo2_min",
        groups: "is_black",
        metrics: ["meanError"],
        reference: { is_black: "no" },
      });
      coverage.add(
        "oximeter",
        oximeter.gap("meanError", "is_black = yes").difference,
        planted.oximeter.value,
      );
      const study = causalStudy(people, {
        treatment: "is_minority",
        outcome: "early_vasopressor",
        confounders: propensityTerms.filter((term) => !term.includes("race")),
      });
      coverage.add("allocation", await standardize(study, { estimand: "ATT" }), planted.allocation.value);
    }
  }, 300_000);

  const [low, high] = band(seeds);
  it.each(["label", "oximeter", "allocation"])(
    "the planted gap of the %s is inside the interval as often as it should be",
    (name) => {
      expect(coverage.rate(name)).toBeGreaterThanOrEqual(low);
      expect(coverage.rate(name)).toBeLessThanOrEqual(high);
    },
  );
});
