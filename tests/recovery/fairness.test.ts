import { biasedLabels } from "txlab/data-synth";
import { audit } from "txlab/fairness";
import { expect, it } from "vitest";
import { band, Coverage } from "./coverage.js";

const seeds = 200;
const [low, high] = band(seeds);

it("finds planted gaps with intervals that cover them at their level", async () => {
  const coverage = new Coverage();
  for (let seed = 1; seed <= seeds; seed++) {
    const { table, truth } = biasedLabels({ n: 1500, seed });
    const found = await audit(table, {
      label: "need",
      prediction: "decision",
      favorable: 1,
      groups: "group",
      metrics: ["tpr", "fpr"],
      reference: { group: "a" },
    });
    coverage.add(
      "TPR gap",
      found.gap("tpr", "group = b").difference,
      truth.truePositiveRate.b - truth.truePositiveRate.a,
    );
    coverage.add(
      "FPR gap",
      found.gap("fpr", "group = b").difference,
      truth.falsePositiveRate.b - truth.falsePositiveRate.a,
    );
    const records = await audit(table, {
      label: "need",
      prediction: "recorded",
      favorable: 1,
      groups: "group",
      metrics: ["tpr", "selectionRate"],
      reference: { group: "a" },
    });
    coverage.add(
      "recorded rate",
      records.gap("selectionRate", "group = b").difference,
      truth.recorded.b - truth.recorded.a,
    );
    const care = await audit(table, {
      label: "need",
      prediction: "treatment",
      favorable: 1,
      groups: "group",
      metrics: ["tpr"],
      reference: { group: "a" },
    });
    coverage.add("allocation gap", care.gap("tpr", "group = b").difference, truth.allocationGap);
  }
  for (const name of ["TPR gap", "FPR gap", "recorded rate", "allocation gap"]) {
    expect(coverage.rate(name), name).toBeGreaterThanOrEqual(low);
    expect(coverage.rate(name), name).toBeLessThanOrEqual(high);
  }
});

it("raises a false alarm in no more than one audit in twenty where groups share one law", async () => {
  const honest = { unrecorded: 0, underread: 0, undertreated: 0, underspent: 0 };
  let alarms = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const { table } = biasedLabels({ n: 600, seed, ...honest });
    const halves = table.assign({
      half: Array.from({ length: 600 }, (_, i) => ["p", "q", "r"][(i * 7 + seed) % 3]!),
    });
    const found = await audit(halves, {
      label: "need",
      prediction: "decision",
      score: "score",
      favorable: 1,
      groups: ["group", "half"],
      metrics: ["tpr", "fpr", "ppv", "auroc", "brier", "calibrationIntercept"],
    });
    if (found.gaps.some((gap) => gap.pAdjusted < 0.05)) alarms++;
  }
  // The binomial upper bound at 0.001 for 500 tries at 0.05.
  expect(alarms / 500).toBeLessThanOrEqual(0.084);
});
