import { table } from "arquero";
import { type Episodes, episodes, type Policy } from "txlab/cohort";
import { sepsisEpisodes, simulateIcu } from "txlab/data-synth";
import { extraTrees } from "txlab/models";
import {
  behaviorCloning,
  behaviorPolicy,
  clusterStates,
  constantPolicy,
  estimatedModel,
  evaluatePolicies,
  fittedQEvaluation,
  fittedQIteration,
  ope,
  patientTrajectory,
  planFromLog,
  rollout,
  sarsa,
  sepsisModel,
  sepsisView,
  soften,
  spibb,
  uniformPolicy,
} from "txlab/rl";
import { beforeAll, describe, expect, it } from "vitest";
import { logged } from "#src/cohort/episodes.js";
import { randomStream } from "#src/stats/random.js";

interface LogOptions {
  readonly seed?: number;
  readonly patients?: number;
  readonly digits?: boolean;
  readonly ward?: boolean;
}

/** Care of four decisions on two columns; who is `ill` does better treated. */
function care({ seed = 1, patients = 150, digits = false, ward = false }: LogOptions = {}): Episodes {
  const stream = randomStream(seed);
  const rows = Array.from({ length: 4 * patients }, (_, k) => {
    const [ill, age] = [stream.uniform() * 4, stream.uniform() * 40];
    const a = stream.uniform() < 0.25 + 0.1 * ill ? 1 : 0;
    return {
      ...{
        id: k >> 2,
        t: k & 3,
        ill: digits ? Math.floor(ill) : ill,
        age: digits ? Math.floor(age / 20) : age,
      },
      ...{ a, r: (k & 3) === 3 && stream.uniform() < (a === Number(ill > 2) ? 0.8 : 0.3) ? 1 : 0 },
      ...{ end: Number((k & 3) === 3), ward: Math.floor(ill / 2) },
    };
  });
  const column = (name: keyof (typeof rows)[number]): number[] => rows.map((row) => row[name]);
  const names = ["id", "t", "ill", "age", "a", "r", "end", "ward"] as const;
  return episodes(table(Object.fromEntries(names.map((name) => [name, column(name)]))), {
    ...{ id: "id", time: "t", clock: "episode", action: "a", reward: "r", terminated: "end" },
    ...(ward ? { state: "ward", covariates: ["ill", "age"] } : { state: ["ill", "age"] }),
  });
}

/** The nearest of the centers on columns standardized here, by the definition. */
function nearest(centers: Float64Array, learn: Episodes, log: Episodes): number[] {
  const scale = learn.columns.map((column) => {
    const seen = Array.from(column).filter((x) => !Number.isNaN(x));
    const mean = seen.reduce((a, b) => a + b) / seen.length;
    return { mean, sd: Math.sqrt(seen.reduce((sum, x) => sum + (x - mean) ** 2, 0) / seen.length) };
  });
  return Array.from({ length: log.steps }, (_, j) => {
    const z = scale.map(({ mean, sd }, k) => (log.decisions.columns[k]![j]! - mean) / sd);
    const far = Array.from({ length: centers.length / z.length }, (_, c) =>
      z.reduce((sum, x, k) => sum + (x - centers[c * z.length + k]!) ** 2, 0),
    );
    return far.indexOf(Math.min(...far));
  });
}

const { learn, test } = care().split({ learn: 0.5, test: 0.5 }, { seed: 3 });
const learners = { spibb, planFromLog, behaviorCloning };

describe("a learner of tables, given a log of columns", async () => {
  const states = await clusterStates(learn);
  const [byHand, judged] = [states.assign(learn), states.assign(test)];

  it("makes one cluster for every 100 decisions, and says what it decides by", async () => {
    expect([learn.steps, states.clusters]).toEqual([300, 3]);
    const safe = await spibb(learn);
    expect(safe.stateCount).toBe(3);
    expect(String(safe)).toMatch(/\ndecides by 3 clusters of 2 columns \(k-means\+\+, seed 1\)\n/);
    expect(String(byHand)).toMatch(/3 clusters of 2 columns \(k-means\+\+, seed 1\), 2 actions/);
    expect(String(await sarsa(learn))).toMatch(/at the start, in 3 clusters of 2 columns/);
  });

  it.each(Object.entries(learners))(
    "%s learns what it learns from a log that was clustered by hand",
    async (_, learner) => {
      const [own, given, hand] = [
        await learner(learn),
        await learner(learn, { states }),
        await learner(byHand),
      ];
      expect(own.table).toEqual(hand.table);
      expect(given.table).toEqual(hand.table);
      expect(own.probabilities(test.decisions)).toEqual(hand.probabilities(judged.decisions));
      expect(hand.probabilities(test.decisions)).toEqual(own.probabilities(judged.decisions));
    },
  );

  it("decides for rows of columns as its table has it for the nearest center", async () => {
    const policy = soften(await planFromLog(learn), 0.1);
    const rows = nearest(states.centers, learn, test).flatMap((s) => [
      ...policy.table.subarray(2 * s, 2 * s + 2),
    ]);
    expect(Array.from(policy.probabilities(test.decisions))).toEqual(rows);
    expect(new Set(rows).size).toBe(2);
  });

  it("SARSA values rows of columns as it values their clusters", async () => {
    const [own, hand] = [await sarsa(learn), await sarsa(byHand)];
    expect(own.table).toEqual(hand.table);
    expect(own.values(test.decisions)).toEqual(hand.values(judged.decisions));
  });

  it("takes clusters that the user made, with their number, columns and seed", async () => {
    const four = await clusterStates(learn, { clusters: 4, features: ["ill"], seed: 7 });
    const safe = await spibb(learn, { states: four });
    expect(safe.table).toEqual((await spibb(four.assign(learn))).table);
    expect(String(safe)).toMatch(/4 clusters of 1 column \(k-means\+\+, seed 7\)/);
    const wards = care({ ward: true });
    expect((await spibb(wards)).stateCount).toBe(2);
    expect((await spibb(wards, { states: await clusterStates(wards, { clusters: 5 }) })).stateCount).toBe(5);
  });

  it("takes carers who look at columns as a baseline, by their mean in each cluster", async () => {
    const tilted: Policy = {
      ...{ name: "by age", actionCount: 2 },
      probabilities: ({ columns: [, age] }) =>
        Float64Array.from([...age!].flatMap((x) => [x / 40, 1 - x / 40])),
    };
    const safe = await spibb(learn, { atLeast: 1000, baseline: tilted });
    const { states: clusters } = byHand.decisions;
    [0, 1, 2].forEach((s) => {
      const ages = [...learn.decisions.columns[1]!].filter((_, j) => clusters![j] === s);
      const mean = ages.reduce((a, b) => a + b) / ages.length;
      expect(safe.table[2 * s]).toBeCloseTo(mean / 40, 12);
    });
    await expect(spibb(learn, { baseline: await behaviorPolicy(learn) })).resolves.toBeDefined();
  });

  it("warns where clusters are thin, in its own account and in its value", async () => {
    const thin = await clusterStates(learn, { clusters: 60 });
    const plan = await planFromLog(learn, { states: thin });
    const few = /clusters hold fewer than 10 observations/;
    expect(String(plan)).toMatch(few);
    const value = await ope(test, soften(plan, 0.5), { behavior: uniformPolicy(2), replicates: 50 });
    expect(value.warnings.map(({ message }) => message).join()).toMatch(few);
  });

  it("makes no more clusters than decisions differ", async () => {
    const digits = care({ digits: true, patients: 250 });
    expect(digits.steps).toBe(1000);
    expect((await clusterStates(digits)).clusters).toBe(8);
  });

  it("is found worth the same on the log as it is and on the log clustered by hand", async () => {
    const options = { behavior: uniformPolicy(2), replicates: 50, learner: extraTrees({ trees: 3 }) };
    const policy = soften(await spibb(learn), 0.3);
    const [own, hand] = [
      await evaluatePolicies({ policy }, test, options),
      await evaluatePolicies({ policy: soften(await spibb(byHand), 0.3) }, judged, options),
    ];
    for (const estimator of ["wdr", "fqe"] as const) {
      const [a, b] = [own.get("policy", estimator), hand.get("policy", estimator)];
      expect([a.value, a.interval()]).toEqual([b.value, b.interval()]);
    }
    expect(own.notes).toEqual(["policy decides by 3 clusters of 2 columns (k-means++, seed 1)"]);
    expect(hand.notes).toEqual([]);
  });

  it("learns a policy that simulators can live: rollouts see what it sees", async () => {
    const view = sepsisView({ hide: ["glucose", "diabetic"] });
    const log = await rollout(sepsisModel(), uniformPolicy(8), { episodes: 200, view, seed: 4 });
    const clusters = await clusterStates(log, { clusters: 6 });
    const cloned = await behaviorCloning(log, { states: clusters });
    const again = await rollout(sepsisModel(), cloned, { episodes: 50, view, seed: 5 });
    const given = cloned.probabilities(clusters.assign(again).decisions);
    again.actions.forEach((a, j) => {
      expect(again.behavior![j]).toBe(given[8 * j + a]);
    });
  });
});

describe("policies that carry clusters are refused", async () => {
  const states = await clusterStates(learn);
  const safe = await spibb(learn);

  it("where the log has the states of other clusters, though there are as many", async () => {
    const other = await clusterStates(learn, { seed: 2 });
    const refusal =
      /is of 3 clusters.*seed 1\), and the episodes have the states of other clusters: 3 clusters.*seed 2/;
    const behavior = uniformPolicy(2);
    await expect(ope(other.assign(test), safe, { behavior })).rejects.toThrow(refusal);
    await expect(evaluatePolicies({ safe }, other.assign(test), { behavior })).rejects.toThrow(refusal);
    await expect(fittedQEvaluation(other.assign(test), safe, { discount: 1 })).rejects.toThrow(refusal);
    await expect(spibb(other.assign(learn), { baseline: safe })).rejects.toThrow(refusal);
    const patient = test.patientIds[test.patients[0]!]!;
    expect(() => patientTrajectory(other.assign(test), patient, { safe })).toThrow(refusal);
    expect(patientTrajectory(test, patient, { safe }).steps.length).toBe(4);
    const fitted = await fittedQIteration(states.assign(learn));
    expect(() => fitted.probabilities(other.assign(test).decisions)).toThrow(refusal);
    const again = await clusterStates(learn);
    await expect(ope(again.assign(test), safe, { behavior, replicates: 50 })).resolves.toBeDefined();
  });

  it("where the log lacks a column, or a baseline is of clusters and the log of states of its own", async () => {
    const half = logged({ ...test, columns: test.columns.slice(1), names: ["age"] });
    await expect(ope(half, safe, { behavior: uniformPolicy(2) })).rejects.toThrow(
      /clusters are of a column "ill"; the episodes have age/,
    );
    await expect(spibb(care({ ward: true }), { baseline: safe })).rejects.toThrow(
      /baseline \(SPIBB, at least 20\) is of 3 clusters.*states of their own/,
    );
  });
});

describe("logs that cannot be clustered", () => {
  const any = <T>(value: unknown): T => value as T;

  it("are refused with the remedy: constant columns, gaps at decisions, clusters that were not awaited", async () => {
    const constant = logged({ ...learn, columns: [learn.columns[0]!, learn.columns[1]!.map(() => 40)] });
    await expect(spibb(constant)).rejects.toThrow(
      /no discrete states, and no clusters could be made.*"age" is constant \(40\).*Give states: await clusterStates/,
    );
    const gap = logged({
      ...learn,
      columns: [learn.columns[0]!.map((x, at) => (at === 6 ? Number.NaN : x)), learn.columns[1]!],
    });
    const missing = /"ill" is missing at 1 of 300 decisions, the first is patient \d+, step 1; fill it first/;
    await expect(clusterStates(gap)).rejects.toThrow(missing);
    await expect(planFromLog(gap)).rejects.toThrow(missing);
    const states = await clusterStates(learn);
    expect(() => states.assign(gap)).toThrow(missing);
    await expect(spibb(learn, { states: any(clusterStates(learn)) })).rejects.toThrow(
      /states must be clusters.*a promise; write await before it/,
    );
    await expect(behaviorCloning(learn, { states: any(4) })).rejects.toThrow(
      /states must be clusters.*it was 4/,
    );
    expect(() => estimatedModel(learn)).toThrow(/no discrete states; cluster them first/);
  });
});

describe("fitted Q evaluation of columns", () => {
  it("takes trees where no learner is given, which the value says", async () => {
    const treated: Policy = { ...constantPolicy("treated", [0.2, 0.8]) };
    const value = await ope(test, treated, { estimator: "fqe", replicates: 50, seed: 2 });
    const given = await ope(test, treated, {
      ...{ estimator: "fqe", replicates: 50, seed: 2 },
      learner: extraTrees({ trees: 20, minLeaf: 20 }),
    });
    expect(value.value).toBe(given.value);
    expect(String(value)).toMatch(/fitted Q evaluation by extra trees/);
    expect(String(value)).toMatch(/fitted by 20 extra trees each, as these episodes have columns/);
    expect(String(given)).not.toMatch(/as these episodes have columns/);
  });

  it("values an action that was never taken as what all actions did together", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => i);
    const once = episodes(
      table({
        ...{ id: rows, t: rows.map(() => 0), x: rows.map((i) => i % 7), y: rows.map((i) => i % 5) },
        ...{ a: rows.map((i) => i % 2), r: rows.map((i) => (i % 4 === 0 ? 3 : 1)), end: rows.map(() => 1) },
      }),
      {
        ...{
          id: "id",
          time: "t",
          state: ["x", "y"],
          action: "a",
          actions: 3,
          reward: "r",
          terminated: "end",
        },
        step: 1,
      },
    );
    const stump = extraTrees({ trees: 1, minLeaf: 40 });
    const q = await fittedQEvaluation(once, uniformPolicy(3), { discount: 1, learner: stump });
    // Even patients, half of whom have 3: a mean of 2 for action 0; 1 for action 1; 1.5 in all.
    expect(Array.from(q.values(once.decisions).slice(0, 3))).toEqual([2, 1, 1.5]);
  });

  it("follows a policy of clusters row by row where the log has other states", async () => {
    const log = care({ ward: true, seed: 9 });
    const policy = soften(await planFromLog(learn), 0.2);
    const plain: Policy = { name: "plain", actionCount: 2, probabilities: policy.probabilities };
    const [own, other] = [policy, plain].map((each) => fittedQEvaluation(log, each, { discount: 1 }));
    expect((await own!).values(log.decisions)).toEqual((await other!).values(log.decisions));
  });
});

describe("the cell that the first page promises", () => {
  let logs: Record<"learn" | "select" | "test", Episodes>;
  beforeAll(async () => {
    const { cohort } = await simulateIcu({ patients: 400, seed: 7 });
    logs = sepsisEpisodes(cohort, { step: "4h" }).split({ learn: 0.6, select: 0.2, test: 0.2 });
  }, 60_000);

  it("judges a policy of columns and one of clusters on one log of columns", async () => {
    const { learn, test } = logs;
    const candidates = {
      fqi: await fittedQIteration(learn, {
        learner: extraTrees({ trees: 3 }),
        discount: 0.99,
        iterations: 5,
      }),
      safe: await spibb(learn, { atLeast: 20 }),
    };
    const found = await evaluatePolicies(candidates, test, {
      ...{ behavior: await behaviorPolicy(learn), estimators: ["wdr", "fqe"], replicates: 50 },
    });
    expect(found.policies.map(({ name }) => name).slice(0, 3)).toEqual(["clinician", "fqi", "safe"]);
    expect(found.get("safe", "fqe").value).toBeGreaterThan(-1);
    expect(found.get("safe", "fqe").value).toBeLessThan(1);
    expect(String(found)).toMatch(/\nsafe decides by \d+ clusters of 16 columns \(k-means\+\+, seed 1\)\n/);
    expect(String(found)).toMatch(/fitted by 20 extra trees each/);
  }, 60_000);
});
