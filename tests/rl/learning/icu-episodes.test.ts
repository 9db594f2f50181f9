import type { Episodes } from "txlab/cohort";
import { sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { extraTrees } from "txlab/models";
import { behaviorPolicy, clusterStates, evaluatePolicies, fittedQIteration, ope, spibb } from "txlab/rl";
import { beforeAll, describe, expect, it } from "vitest";

describe("learners on the ICU generator's four-hourly care", () => {
  let parts: Record<"learn" | "test", Episodes>;
  beforeAll(async () => {
    const { cohort } = await simulateIcu({ patients: 1500, seed: 7 });
    parts = sepsisEpisodes(cohort, { step: "4h" }).split({ learn: 0.6, test: 0.4 }, { seed: 7 });
  }, 120_000);

  it("learn from clusters of states and are judged on patients they have not seen", async () => {
    const states = await clusterStates(parts.learn, { clusters: 30, replicates: 2, seed: 7 });
    const [learn, test] = [states.assign(parts.learn), states.assign(parts.test)];
    const safe = await spibb(learn, { atLeast: 20 });
    const found = await evaluatePolicies({ safe }, test, { replicates: 50 });
    const safeValue = found.get("safe");
    expect(safeValue.value).toBeGreaterThan(-2);
    expect(safeValue.value).toBeLessThan(2);
    expect(safeValue.support.effectiveSize).toBeGreaterThan(0);
    expect(safeValue.warnings.map(({ code }) => code)).not.toContain("same-patients");
    expect(states.outOfRange(parts.test).share).toBeLessThan(0.2);
  }, 120_000);

  it("know their carers by default: actions that columns separate get a small penalty, which the name says", async () => {
    const carers = await behaviorPolicy(parts.learn);
    expect(carers.name).toMatch(/^carers \(logistic, ridge for \d+ of 25 actions\)$/);
    carers.outOfFold.forEach((p) => {
      if (!(p >= 0 && p <= 1)) expect(p).toBe("a probability");
    });
    // What a single patient did is unknown out of fold; nothing else is.
    const { actions, patients, offsets } = parts.learn;
    const who = new Map<number, Set<number>>();
    patients.forEach((patient, i) => {
      for (const a of actions.subarray(offsets[i], offsets[i + 1])) {
        who.set(a, (who.get(a) ?? new Set()).add(patient));
      }
    });
    actions.forEach((a, j) => {
      if (!(carers.outOfFold[25 * j + a]! > 0)) expect(who.get(a)!.size).toBe(1);
    });
  }, 120_000);

  it("learn from the record's numbers by fitted Q iteration", async () => {
    const learner = extraTrees({ trees: 5 });
    const carers = await behaviorPolicy(parts.learn, { learner: extraTrees({ trees: 5, minLeaf: 20 }) });
    const fitted = await fittedQIteration(parts.learn, { learner, behavior: carers, iterations: 2 });
    expect(fitted.agreement).toBeGreaterThan(0);
    const value = await ope(parts.test, fitted, { estimator: "dm", learner, replicates: 50 });
    expect(Math.abs(value.value)).toBeLessThan(1.5);
  }, 120_000);
});
