import { readFileSync } from "node:fs";
import { table } from "arquero";
import * as fc from "fast-check";
import { type Episodes, episodes } from "txlab/cohort";
import { clusterStates, doseBins, planFromLog } from "txlab/rl";
import { describe, expect, it } from "vitest";
import { lloyd } from "#src/rl/learning/k-means/lloyd.js";
import { nearestCenters } from "#src/rl/learning/k-means/points.js";
import { spreadCenters } from "#src/rl/learning/k-means/spread-centers.js";
import { randomStream } from "#src/stats/random.js";

interface Fixture {
  readonly points: [number, number, number][];
  readonly fromFirstEight: { readonly inertia: number; readonly labels: number[] };
  readonly best: number;
}
const file = new URL("../../fixtures/rl/k-means.json", import.meta.url);
const sklearn = JSON.parse(readFileSync(file, "utf8")) as Fixture;

/** Episodes of two decisions each, without last observations; the points are their observations. */
function logOf(points: readonly (readonly number[])[]): Episodes {
  const rows = points.map((_, i) => i);
  return episodes(
    table({
      id: rows.map((i) => i >> 1),
      t: rows.map((i) => i & 1),
      x: points.map(([x]) => x),
      y: points.map(([, y]) => y),
      z: points.map(([, , z]) => z),
      a: rows.map((i) => (i % 3 === 0 ? 1 : 0)),
      r: rows.map((i) => i & 1),
      end: rows.map((i) => i & 1),
    }),
    {
      id: "id",
      time: "t",
      clock: "episode",
      state: ["x", "y", "z"],
      action: "a",
      reward: "r",
      terminated: "end",
    },
  );
}

const standardized = (): Float64Array => {
  const rows = sklearn.points.map(([x, y, z]) => [x, y, Math.log(0.1 + z)]);
  const scale = [0, 1, 2].map((k) => {
    const values = rows.map((row) => row[k]!);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return { mean, sd: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length) };
  });
  return Float64Array.from(rows.flatMap((row) => row.map((x, k) => (x - scale[k]!.mean) / scale[k]!.sd)));
};

describe("k-means", () => {
  it("goes from the same first centers where scikit-learn goes", () => {
    const values = standardized();
    const found = lloyd({ rows: 400, width: 3, values }, values.slice(0, 24));
    expect(found.inertia).toBeCloseTo(sklearn.fromFirstEight.inertia, 9);
    expect(Array.from(found.labels)).toEqual(sklearn.fromFirstEight.labels);
  });

  it("goes where plain Lloyd goes, whatever distances it skips, and gives equals to the lowest cluster", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 60 }), (seed, clusters) => {
        const stream = randomStream(seed);
        // Whole numbers, so that many distances are equal.
        const values = Float64Array.from({ length: 600 }, () => stream.integer(12));
        const points = { rows: 300, width: 2, values };
        const start = spreadCenters(points, clusters, stream.split(1));
        const rounds = Array.from({ length: 4 }, (_, k) => lloyd(points, start, k));
        rounds.forEach((found) => {
          const nearest = nearestCenters(points, found.centers);
          expect(Array.from(found.labels)).toEqual(Array.from(nearest.labels));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("fills clusters that have lost all their points", () => {
    const values = Float64Array.of(0, 1, 10, 11);
    const found = lloyd({ rows: 4, width: 1, values }, Float64Array.of(0.5, 10.5, 500));
    expect(found.refilled).toBe(1);
    expect(new Set(found.labels).size).toBe(3);
  });
});

describe("clusterStates", async () => {
  const log = logOf(sklearn.points);
  const states = await clusterStates(log, { clusters: 8, log: ["z"], replicates: 32, seed: 7 });

  it("is as tight as the best of scikit-learn's 50 runs", () => {
    expect(states.inertia).toBeLessThan(sklearn.best * 1.0001);
    expect(states.inertia).toBeGreaterThan(sklearn.best * 0.9999);
  });

  it("gives episodes with whole-numbered states that learners take, −1 where nothing was seen", async () => {
    const discrete = states.assign(log);
    expect(discrete.stateCount).toBe(8);
    expect(Math.max(...discrete.decisions.states!)).toBe(7);
    expect(discrete.states![2]).toBe(-1);
    expect((await planFromLog(discrete)).stateCount).toBe(8);
    expect(states.counts.reduce((a, b) => a + b)).toBe(400);
    expect(Math.min(...states.counts)).toBeGreaterThan(0);
  });

  it("repeats itself from its seed", async () => {
    const again = await clusterStates(log, { clusters: 8, log: ["z"], replicates: 32, seed: 7 });
    expect(again.centers).toEqual(states.centers);
  });

  it("learns from the learning patients alone, and flags what lies beyond them", async () => {
    const { learn, test } = log.split({ learn: 0.5, test: 0.5 }, { seed: 2 });
    const half = await clusterStates(learn, { clusters: 8, log: ["z"], seed: 7 });
    expect(half.outOfRange(learn).count).toBe(0);
    const there = half.outOfRange(test);
    expect(there.count).toBeGreaterThan(0);
    expect(there.share).toBeLessThan(0.3);
    const far = logOf([...sklearn.points.slice(0, 3), [1000, 0, 1]]);
    expect(Array.from(half.outOfRange(far).flags).at(-2)).toBe(1);
    const alone = await clusterStates(learn, { clusters: 8, log: ["z"], seed: 7 });
    expect(Array.from(alone.assign(test).states!)).toEqual(Array.from(half.assign(test).states!));
  });

  it("finds the nearest center of each point", () => {
    const { labels, distances } = nearestCenters(
      { rows: 2, width: 2, values: Float64Array.of(0, 0, 3, 4) },
      Float64Array.of(0, 4, 0, 1),
    );
    expect(Array.from(labels)).toEqual([1, 0]);
    expect(Array.from(distances)).toEqual([1, 3]);
  });

  it.each([
    ["a constant column", sklearn.points.map(([x, y]) => [x, y, 2]), {}, /"z" is constant \(2\)/],
    ["an impossible logarithm", sklearn.points, { log: ["x"] }, /"x" must be finite and above −0.1/],
    ["too many clusters", sklearn.points.slice(0, 4), { clusters: 9 }, /only 4 different observations for 9/],
    ["an unknown feature", sklearn.points, { features: ["w"] }, /features name a column "w"/],
    ["an unknown logarithm", sklearn.points, { log: ["zz"] }, /log names "zz".*Did you mean "z"/],
    ["numbers as binary", sklearn.points, { binary: ["x"] }, /binary names "x", which holds/],
  ])("refuses %s", async (_, points, options, message) => {
    await expect(clusterStates(logOf(points), { clusters: 8, ...options })).rejects.toThrow(message);
  });
});

describe("dose bins", () => {
  const fluids = [0, 0, 10, 20, 30, 40, 50, 60, 70, 80];
  const pressors = [0, 0.1, 0, 0.2, 0.3, 0.4, 0, 0.5, 0.6, 0.8];
  const bins = doseBins({ fluids, pressors }, { levels: 5 });

  it("keep no dose apart and split the others at their quartiles", () => {
    expect(Array.from(bins.bounds.fluids!)).toEqual([0, 20, 40, 60]);
    expect(bins.actionCount).toBe(25);
    const levels = Array.from(bins.actions({ fluids, pressors }), (a) => [Math.floor(a / 5), a % 5]);
    expect(levels.map(([f]) => f)).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 4, 4]);
    expect(levels[0]).toEqual([0, 0]);
    expect(Array.from(bins.medians.fluids!)).toEqual([0, 15, 35, 55, 75]);
    expect(bins.label(0)).toBe("no fluids, no pressors");
    expect(bins.label(24)).toMatch(/^fluids above 60, pressors above/);
  });

  it("apply to doses that were never seen", () => {
    expect(Array.from(bins.actions({ fluids: [1000, 20.1], pressors: [0, 0] }))).toEqual([20, 10]);
  });

  it("refuse missing and negative doses by row, and doses that are too much alike", () => {
    expect(() => doseBins({ fluids: [0, Number.NaN, 1] })).toThrow(/row 1 has NaN/);
    expect(() => bins.actions({ fluids: [-1], pressors: [0] })).toThrow(/row 0 has -1/);
    expect(() => doseBins({ fluids: [0, 5, 5, 5, 5, 5, 6] })).toThrow(/quantiles of "fluids" coincide at 5/);
    expect(() => doseBins({ fluids: [0, 5] })).toThrow(/given in 1 rows, which is too few for 4/);
  });
});
