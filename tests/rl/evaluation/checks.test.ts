import { table } from "arquero";
import { type Episodes, episodes, type Policy } from "txlab/cohort";
import {
  behaviorPolicy,
  confoundingBounds,
  constantPolicy,
  evaluatePolicies,
  type OpeOptions,
  ope,
  planFromLog,
  rollout,
  selectPolicy,
  sensitivityGrid,
  sepsisModel,
  sepsisView,
  soften,
  uniformPolicy,
  valueIteration,
  weightedReturnRange,
} from "txlab/rl";
import { contrast } from "txlab/stats";
import { describe, expect, it } from "vitest";

const model = sepsisModel();
const carers = soften(valueIteration(model, { discount: 0.99 }).policy, 0.15);
const near = soften(valueIteration(model, { discount: 0.99 }).policy, 0.1);
const log = await rollout(model, carers, { episodes: 1500, seed: 1 });
const other = await rollout(model, carers, { episodes: 1500, seed: 2 });

const codes = async (of: Episodes, policy: Policy, options: OpeOptions = {}): Promise<string[]> =>
  (await ope(of, policy, options)).warnings.map(({ code }) => code);

/** One decision for each of n patients; action 1 brings 1, action 0 nothing; the log's own probabilities are given. */
function bandit(n: number, probability: number, extra: object = {}, roles: object = {}): Episodes {
  const ids = Array.from({ length: n }, (_, i) => i);
  const action = ids.map((i) => (i % 100 < 100 * probability ? 1 : 0));
  return episodes(
    table({
      ...{ id: ids, t: ids.map(() => 0), s: ids.map(() => 0), a: action, r: action },
      ...{ end: ids.map(() => 1), p: action.map((a) => (a ? probability : 1 - probability)), ...extra },
    }),
    {
      ...{ id: "id", time: "t", state: "s", action: "a", reward: "r", terminated: "end" },
      ...{ behaviorProbability: "p", ...roles },
    },
  );
}
const tilt = (p: number): Policy => constantPolicy("tilt", [1 - p, p]);

describe("check 1, effective sample size", () => {
  it('says "do not use" below 50', async () => {
    const found = await ope(log, uniformPolicy(8));
    expect(found.support.verdict).toBe("do not use");
    expect(found.warnings.map(({ code }) => code)).toContain("do-not-use");
    expect(String(found)).toContain("do not use this value: 1,500 episodes count as");
  });

  it("says caution when one weight has more than 5%, or episodes count as less than 5%", async () => {
    // 10 of 1,000 took the action that the policy always takes: each carries 10% … of 100 of 10,000, 1%, but 1% of n.
    expect(await codes(bandit(10_000, 0.01), tilt(1))).toContain("caution");
  });

  it("says how many replicates have no value because no episode in them follows the policy", async () => {
    const found = await ope(bandit(100, 0.01), tilt(1), { estimator: "wis" });
    // One episode of 100 follows: a replicate misses it with probability (99 / 100)^100 = 0.366.
    const [, without] = /; (\d+) of 1000 replicates have no value/.exec(found.interval().kind)!;
    expect(Math.abs(Number(without) - 366)).toBeLessThan(4 * Math.sqrt(1000 * 0.366 * 0.634));
    expect((await ope(log, near, { estimator: "wis" })).interval().kind).toBe(
      "percentile bootstrap of patients",
    );
  });

  it("is silent about a policy close to the carers'", async () => {
    const found = await ope(log, near, { estimator: "wis" });
    expect(found.support.verdict).toBe("supported");
    expect(found.warnings.map(({ code }) => code)).not.toContain("caution");
  });
});

describe("check 2, calibration of the behaviour", () => {
  it("fires when probabilities cannot follow what carers did", async () => {
    const x = Array.from({ length: 600 }, (_, i) => ((i * 37) % 100) / 50 - 1);
    // Action 1 at both ends of x: a line cannot say so.
    const a = x.map((value) => (Math.abs(value) > 0.5 ? 1 : 0));
    const column = (value: number): number[] => x.map(() => value);
    const bent = episodes(
      table({ id: x.map((_, i) => i), t: column(0), x, a, r: column(0), end: column(1) }),
      { id: "id", time: "t", state: ["x"], action: "a", reward: "r", terminated: "end" },
    );
    const found = await behaviorPolicy(bent);
    expect(found.warnings.map(({ code }) => code)).toEqual(["behavior-calibration"]);
  });

  it("is silent for frequencies of discrete states, and gives probabilities of others' patients", async () => {
    const found = await behaviorPolicy(log);
    expect(found.warnings).toEqual([]);
    expect(found.calibration.expectedError).toBeLessThan(0.03);
    expect(found.fittedTo(log)).toBe(found.outOfFold);
    expect(found.fittedTo(other)).toBeUndefined();
  });
});

describe("check 3, support of recommended actions", () => {
  it("fires for actions that were hardly seen, and is silent for those that were", async () => {
    expect(await codes(log, uniformPolicy(8))).toContain("thin-support");
    expect(await codes(bandit(1000, 0.5), tilt(0.6))).not.toContain("thin-support");
  });
});

describe("check 4, what the state does not hold", () => {
  it("is said with the value, and only then", async () => {
    expect(await codes(log, near, { unrecorded: ["diabetes"] })).toContain("unrecorded-confounders");
    expect(await codes(log, near)).not.toContain("unrecorded-confounders");
  });

  it("bounds the value: exactly the value at 1, wider beyond, tipping where the carers' value is reached", () => {
    const bounds = confoundingBounds(bandit(1000, 0.5), tilt(0.8), { gammas: [1, 2] });
    expect(bounds.rows[0]!.low).toBeCloseTo(0.8, 12);
    expect(bounds.rows[0]!.high).toBeCloseTo(0.8, 12);
    // Weights 1.6 and 0.4: the least is 0.8 / 2 over 0.8 / 2 + 0.2 · 2.
    expect(bounds.rows[1]!.low).toBeCloseTo(0.5, 12);
    expect(bounds.rows[1]!.high).toBeCloseTo(1.6 / 1.7, 12);
    expect(bounds.tippingGamma).toBeCloseTo(2, 9);
  });
});

describe("check 5, sensitivity to the analyst's choices", () => {
  it("fires when the sign changes, and is silent when it does not", async () => {
    const rewarded = bandit(400, 0.5);
    const gain = async (p: number): ReturnType<typeof ope> => ope(rewarded, tilt(p), { estimator: "is" });
    const grid = (shares: number[]): ReturnType<typeof sensitivityGrid> =>
      sensitivityGrid({ share: shares }, async ({ share }) =>
        contrast(await gain(Number(share)), await gain(0.5)),
      );
    expect((await grid([0.4, 0.6])).warnings.map(({ code }) => code)).toEqual(["sensitive"]);
    expect((await grid([0.6, 0.7])).warnings).toEqual([]);
  });
});

describe("check 6, the same patients must not teach and judge", () => {
  it("fires on the patients that were learned from, and is silent on others", async () => {
    const parts = log.split({ learn: 0.5, test: 0.5 });
    const policy = soften(await planFromLog(parts.learn), 0.1);
    expect(await codes(parts.learn, policy)).toContain("same-patients");
    expect(await codes(parts.test, policy)).not.toContain("same-patients");
  });

  it("refuses to select and test on shared patients", async () => {
    const parts = log.split({ learn: 0.5, test: 0.5 });
    await expect(selectPolicy({ near }, log, parts.test)).rejects.toThrow(/share 750 patients/);
    const found = await selectPolicy({ near, random: uniformPolicy(8) }, parts.learn, parts.test);
    expect(found.chosen).toBe("near");
    expect(found.value.n).toBe(parts.test.count);
  });
});

describe("checks 7 and 8, baselines and two families", async () => {
  const found = await evaluatePolicies({ near }, log, { replicates: 100 });

  it("always shows the clinician, cloned, random, zero and most common treatment", () => {
    expect(found.policies.map(({ name }) => name)).toEqual([
      ...["clinician", "near", "cloned", "random", "zero treatment", "most common"],
    ]);
    expect(found.get("clinician").value).toBeCloseTo(log.rewards.reduce((a, b) => a + b) / log.count, 12);
  });

  it("refuses a single family", async () => {
    await expect(evaluatePolicies({ near }, log, { estimators: ["wis", "pdis"] })).rejects.toThrow(
      /two families/,
    );
    await expect(evaluatePolicies({ near }, log, { estimators: ["fqe"] })).rejects.toThrow(/two families/);
  });

  it("fires where families disagree, and is silent where they agree", async () => {
    const options = { estimators: ["is", "fqe"], replicates: 100 } as const;
    const small = bandit(1000, 0.5);
    const wrong = await evaluatePolicies({ tilt: tilt(0.5) }, small, { ...options, behavior: tilt(0.7) });
    const right = await evaluatePolicies({ tilt: tilt(0.5) }, small, { ...options, behavior: tilt(0.5) });
    const warned = (of: typeof found): string[] => of.policies[1]!.warnings.map(({ code }) => code);
    expect(warned(wrong)).toContain("families-disagree");
    expect(warned(right)).not.toContain("families-disagree");
  });

  it("flags a value that rewards do not allow", async () => {
    const boast = {
      name: "boast",
      actionCount: 2,
      values: ({ rows }: { rows: number }) => new Float64Array(2 * rows).fill(3),
    };
    const fair = { ...boast, values: ({ rows }: { rows: number }) => new Float64Array(2 * rows).fill(0.4) };
    const options = { estimator: "dm" as const };
    expect(await codes(bandit(100, 0.5), tilt(0.5), { ...options, actionValues: boast })).toContain(
      "impossible-value",
    );
    expect(await codes(bandit(100, 0.5), tilt(0.5), { ...options, actionValues: fair })).not.toContain(
      "impossible-value",
    );
  });
});

describe("check 10, episodes that drive the estimate", () => {
  it("fires for one that makes more than a tenth, and is silent otherwise", async () => {
    const r = Array.from({ length: 600 }, (_, i) => (i === 1 ? 500 : i % 2));
    expect(await codes(bandit(600, 0.5, { r }), tilt(0.5))).toContain("one-driver");
    const { support } = await ope(bandit(600, 0.5, { r }), tilt(0.5));
    expect(support.drivers[0]!.patient).toBe(1);
    expect(await codes(bandit(600, 0.5), tilt(0.5))).not.toContain("one-driver");
  });
});

describe("check 11, finite-sample bounds", () => {
  const range = weightedReturnRange([0, 1], 2);
  const bounded = { estimator: "is", interval: "hoeffding", range } as const;

  it("need a declared range that the data do not contradict", async () => {
    const small = bandit(200, 0.5);
    await expect(ope(small, tilt(0.9), { ...bounded, range: undefined })).rejects.toThrow(/declared range/);
    await expect(ope(small, tilt(0.9), { ...bounded, range: [0, 1] })).rejects.toThrow(
      /a weighted return is 1.8/,
    );
    const { low, high } = (await ope(small, tilt(0.9), bounded)).interval();
    expect(high - low).toBeCloseTo(2 * 2 * Math.sqrt(Math.log(40) / 400), 12);
  });

  it("are refused for self-normalized and fitted estimators and for estimated behaviour", async () => {
    const small = bandit(200, 0.5);
    const refused = async (options: OpeOptions): Promise<void> =>
      expect(ope(small, tilt(0.9), { ...bounded, ...options })).rejects.toThrow(/bound does not hold/);
    await refused({ estimator: "wis" });
    await refused({ estimator: "dr" });
    await refused({ estimator: "fqe" });
    await refused({ behavior: await behaviorPolicy(small) });
  });
});

describe("check 12, how episodes ended", () => {
  it("fires for censored episodes, and not for terminated ones", async () => {
    const end = Array.from({ length: 600 }, (_, i) => (i % 10 === 0 ? 0 : 1));
    expect(await codes(bandit(600, 0.5, { end }), tilt(0.5))).toContain("censored");
    expect(await codes(bandit(600, 0.5), tilt(0.5))).not.toContain("censored");
  });
});

describe("check 13, subgroups", () => {
  it("gives each group its value and sample, and does not judge fewer than ten patients", async () => {
    const female = Array.from({ length: 600 }, (_, i) => (i < 4 ? 2 : i % 2 === 0 ? 1 : 0));
    const split = bandit(600, 0.5, { female }, { covariates: ["female"] });
    const { groups } = await evaluatePolicies({ tilt: tilt(0.6) }, split, {
      groups: "female",
      replicates: 100,
    });
    expect(groups!.map(({ group, value }) => [group, typeof value === "string" ? value : "judged"])).toEqual([
      ["female = 0", "judged"],
      ["female = 1", "judged"],
      ["female = 2", "4 patients, not judged"],
    ]);
  });
});

describe("check 14, deterministic policies", () => {
  const hard = valueIteration(model, { discount: 0.99 }).policy;

  it("says how few episodes match one, and that a softened one is another policy", async () => {
    expect(await codes(log, hard)).toContain("deterministic");
    expect(await codes(log, near)).toContain("softened");
    expect(await codes(bandit(600, 0.5), tilt(0.6))).toEqual([]);
  });
});

describe("what happened", () => {
  it("cannot have been impossible: patient, step and action are named", async () => {
    const never = constantPolicy("never", [1, 0]);
    await expect(ope(bandit(600, 0.5), tilt(0.6), { behavior: never })).rejects.toThrow(
      /probability 0.*300 of 600 decisions.*patient 0, step 0, action 1/,
    );
  });

  it("may leave a policy without any episode", async () => {
    const ones = bandit(200, 1 - 1e-9, { a: new Array(200).fill(1), p: new Array(200).fill(1) });
    await expect(ope(ones, tilt(0), {})).rejects.toThrow(/no episode follows tilt/);
  });

  it("is of hidden states too: a view hides them, and its states are fewer", async () => {
    const seen = await rollout(model, carers, {
      episodes: 50,
      view: sepsisView({ hide: ["diabetic", "glucose"] }),
    });
    expect(seen.stateCount).toBe(144);
    expect(seen.names).not.toContain("glucose");
  });
});
