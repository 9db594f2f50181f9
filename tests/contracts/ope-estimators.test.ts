import { table } from "arquero";
import { type ActionValues, type EpisodeRoles, type Episodes, episodes, type Policy } from "txlab/cohort";
import { displayBundle } from "txlab/plot";
import {
  behaviorPolicy,
  constantPolicy,
  type EstimatorName,
  type OpeOptions,
  ope,
  opeSet,
  type PolicyValue,
  returnDistribution,
} from "txlab/rl";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { estimatorKinds, estimatorNames } from "#src/rl/evaluation/estimators.js";

interface Row {
  readonly stay: number;
  readonly patient: number;
  readonly hour: number;
  readonly state: number;
  readonly action: number;
  readonly reward: number;
  readonly died: boolean;
  readonly p: number;
}

/** Two decisions for each patient, or one; carers toss a coin, and action 1 helps in state 1. */
function rows(patients: number, decisions: number): Row[] {
  const stream = randomStream(4);
  return Array.from({ length: patients * decisions }, (_, k) => {
    const [state, action] = [stream.integer(2), stream.integer(2)];
    const [patient, step] = [Math.floor(k / decisions), k % decisions];
    const reward = state * action - 0.5 + 0.1 * stream.normal();
    return {
      stay: patient,
      patient,
      hour: 4 * step,
      state,
      action,
      reward,
      died: step === decisions - 1,
      p: 0.5,
    };
  });
}

function logOf(given: readonly Row[], further: Partial<EpisodeRoles> = {}): Episodes {
  const column = (name: keyof Row): unknown[] => given.map((row) => row[name]);
  const columns = {
    stay: column("stay"),
    patient: column("patient"),
    hour: column("hour"),
    state: column("state"),
    p: column("p"),
  };
  return episodes(
    table({ ...columns, action: column("action"), reward: column("reward"), died: column("died") }),
    {
      ...{ id: "stay", patient: "patient", time: "hour", state: "state", action: "action", reward: "reward" },
      ...{ terminated: "died", behaviorProbability: "p", actions: 2, states: 2, ...further },
    },
  );
}

const policy: Policy = constantPolicy("mostly treat", [0.3, 0.7]);
const actionValues: ActionValues = {
  name: "given Q",
  actionCount: 2,
  values: ({ rows: count, states }) =>
    Float64Array.from({ length: 2 * count }, (_, at) => (at % 2) * Math.max(0, states![at >> 1]!) - 0.4),
};

/** SNIPS is of one decision; the others are tried with two. */
const decisionsOf = (name: EstimatorName): number => (name === "snips" ? 1 : 2);
const logs = { 1: logOf(rows(300, 1)), 2: logOf(rows(300, 2)) } as Record<number, Episodes>;

describe.each(estimatorNames.map((name) => ({ name, ...estimatorKinds[name] })))("$name", (kind) => {
  const { name } = kind;
  const log = logs[decisionsOf(name)]!;
  const common: OpeOptions = { estimator: name, replicates: 100, actionValues, switchAt: 3 };
  const run = (options: OpeOptions = {}, of = log, by = policy): Promise<PolicyValue> =>
    ope(of, by, { ...common, ...options });

  it("gives a value with its error, interval, effective sample and influence", async () => {
    const found = await run();
    expect(found.value).toBeGreaterThan(-2);
    expect(found.standardError).toBeGreaterThan(0);
    const { low, high } = found.interval();
    expect(low).toBeLessThan(found.value);
    expect(high).toBeGreaterThan(found.value);
    expect(found.support.effectiveSize).toBeGreaterThan(50);
    const { values } = found.influence as { values: Float64Array };
    expect(values.reduce((sum, each) => sum + each, 0)).toBeCloseTo(0, 8);
  });

  it("gives the same bits again, and other intervals for another seed", async () => {
    const [one, two, other] = [await run(), await run(), await run({ seed: 2 })];
    expect(two.value).toBe(one.value);
    expect(two.interval()).toEqual(one.interval());
    expect(other.interval()).not.toEqual(one.interval());
  });

  it("does not depend on the order of episodes, if its values were given", async () => {
    if (name === "fqe") return;
    const backwards = log.select(Array.from({ length: log.count }, (_, i) => log.count - 1 - i));
    const [one, two] = [await run({ interval: "normal" }), await run({ interval: "normal" }, backwards)];
    // MAGIC's interval of WDR is drawn anew.
    expect(two.value).toBeCloseTo(one.value, name === "magic" ? 2 : 12);
  });

  it("shows itself as text, HTML and JSON, with its effective sample where it weights", async () => {
    const found = await run();
    const bundle = (await displayBundle(found))!;
    expect(String(found)).toContain("Value of mostly treat");
    expect(bundle["text/html"]).toContain("mostly treat");
    expect(JSON.parse(JSON.stringify(found)).value).toBe(found.value);
    if (kind.weighted) expect(String(found)).toContain("effective sample");
    if (name === "magic")
      expect(String(found)).toMatch(/whose bias the interval leaves out; weighted doubly/);
    if (name === "fqe") expect(String(found)).toContain("the interval holds fitted values fixed");
  });

  it("refuses options that it does not know, and horizons, seeds and replicates that make no sense", async () => {
    await expect(run({ discout: 1 } as object)).rejects.toThrow(
      /no option "discout".*Did you mean "discount"/,
    );
    await expect(run({ horizon: 0 })).rejects.toThrow(/horizon/);
    await expect(run({ discount: 1.1 })).rejects.toThrow(/discount/);
    await expect(run({ replicates: 3 })).rejects.toThrow(/replicates/);
  });

  it("refuses probabilities that are none, naming patient and step", async () => {
    const broken = (bad: number): Policy => ({
      ...policy,
      name: "broken",
      probabilities: (at) => {
        const all = policy.probabilities(at).slice();
        const row = decisionsOf(name) * 7;
        if (at.rows > row) all.set([bad, 1 - bad], 2 * row);
        return all;
      },
    });
    await expect(run({}, log, broken(Number.NaN))).rejects.toThrow(
      /broken: .*patient 7, step 0 add up to NaN/,
    );
    await expect(run({}, log, broken(-0.5))).rejects.toThrow(/broken: .*patient 7, step 0 is -0.5/);
    await expect(run({}, log, constantPolicy("three", [0.2, 0.3, 0.5]))).rejects.toThrow(/3 actions.*2/);
  });

  it("refuses a single patient, by name", async () => {
    await expect(run({}, log.select([5]))).rejects.toThrow(/single patient, 5/);
  });

  it("refuses that what was done was impossible, naming patient, step and action", async () => {
    if (!kind.weighted) return;
    const never = constantPolicy("never treat", [1, 0]);
    await expect(run({ behavior: never })).rejects.toThrow(/probability 0.*patient \d+, step \d, action 1/);
  });

  it("refuses values of actions that are none, naming patient and step", async () => {
    if (!kind.direct || name === "fqe") return;
    const hollow: ActionValues = {
      ...actionValues,
      name: "hollow",
      values: (at) =>
        actionValues.values(at).map((value, k) => (k === 2 * decisionsOf(name) * 3 ? Number.NaN : value)),
    };
    await expect(run({ actionValues: hollow })).rejects.toThrow(
      /hollow is NaN at patient 3, step 0, action 0/,
    );
  });

  it("gives finite-sample bounds only where they hold", async () => {
    const bounded = { interval: "bernstein", range: [-4, 4] } as const;
    if (name === "is" || name === "pdis") {
      const { low, high } = (await run(bounded)).interval();
      expect(high - low).toBeGreaterThan(0);
      const estimated = await behaviorPolicy(log);
      await expect(run({ ...bounded, behavior: estimated })).rejects.toThrow(/behaviour was estimated/);
    } else await expect(run(bounded)).rejects.toThrow(/bound does not hold here/);
  });

  it("says that nobody follows a policy, unless it needs no followers", async () => {
    const ones = logOf(rows(100, decisionsOf(name)).map((row) => ({ ...row, action: 1 })));
    const never = constantPolicy("never treat", [1, 0]);
    if (kind.selfNormalized)
      await expect(run({}, ones, never)).rejects.toThrow(/no episode follows never treat/);
    else expect(Number.isFinite((await run({}, ones, never)).value)).toBe(true);
  });
});

describe("a log that cannot be right", () => {
  const good = rows(30, 2);
  const change = (at: number, by: Partial<Row>): Row[] =>
    good.map((row, k) => (k === at ? { ...row, ...by } : row));
  it.each([
    ["overlapping episodes", [...good, { ...good[1]!, stay: 99 }], /0 and 99 overlap.*patient 0.*step 0/],
    ["gaps in time", change(3, { hour: 12 }), /gap in time after patient 1.*step 0/],
    ["an action outside the space", change(5, { action: 2 }), /one of 0 … 1; it is 2 for patient 2.*step 1/],
    ["probability 0 of what was done", change(6, { p: 0 }), /is 0 for the action.*patient 3.*step 0/],
    ["a reward that is NaN", change(9, { reward: Number.NaN }), /missing for patient 4.*step 1/],
    ["a single patient", good.slice(0, 2), /single patient, 0/],
  ])("is refused: %s", (_, given, message) => {
    expect(() => logOf(given, { step: 4 })).toThrow(message);
  });
});

describe("sets of estimates", () => {
  it("have the values and intervals of each estimator alone", async () => {
    const log = logs[2]!;
    const estimators = ["wis", "mis", "wdr", "magic", "fqe"] as const;
    const set = await opeSet(log, policy, { estimators, actionValues, replicates: 100 });
    for (const estimator of estimators) {
      const alone = await ope(log, policy, { estimator, actionValues, replicates: 100 });
      expect(set.get(estimator).value).toBe(alone.value);
      expect(set.get(estimator).interval().low).toBeCloseTo(alone.interval().low, 12);
    }
    expect(set.covariance()).toHaveLength(5);
  });

  it("refuse to be empty or to repeat an estimator", async () => {
    await expect(opeSet(logs[2]!, policy, { estimators: [] })).rejects.toThrow(/needs estimators/);
    await expect(opeSet(logs[2]!, policy, { estimators: ["is", "is"] })).rejects.toThrow(/must differ/);
  });

  it("of a return's distribution refuse shares that are none, and tell themselves", async () => {
    await expect(returnDistribution(logs[2]!, policy, { quantiles: [1.2] })).rejects.toThrow(/quantiles/);
    await expect(returnDistribution(logs[2]!, policy, { tails: [0] })).rejects.toThrow(/tails/);
    const found = await returnDistribution(logs[2]!, policy, { replicates: 100 });
    expect(String(found)).toContain("worst 10%");
    expect((await displayBundle(found))!["text/html"]).toContain("median");
    expect(found.cdf.shares.at(-1)).toBeCloseTo(1, 12);
    expect(found.plot().description).toContain("mostly treat (median");
  });
});
