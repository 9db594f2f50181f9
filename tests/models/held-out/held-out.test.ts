import { type Features, type HeldOutRows, type Learner, linear, logistic } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { sharedColumn } from "#src/numeric/columns.js";

const learners = [
  ["linear", linear()],
  ["logistic", logistic()],
] as const;

interface Data {
  readonly x: Features;
  readonly y: Float64Array;
  readonly weights: Float64Array;
  readonly rows: HeldOutRows;
}

/** Correlated columns far from zero, a 0/1 outcome, five folds, and two parts beside rows that are in none. */
function simulate(n: number, seed: number): Data {
  const stream = randomStream(seed);
  const columns = [1, 2, 3].map(() => sharedColumn(n));
  const [y, weights] = [sharedColumn(n), sharedColumn(n)];
  const [fold, part] = [new Int32Array(n), new Int8Array(n)];
  for (let i = 0; i < n; i++) {
    const common = stream.normal();
    columns.forEach((column, j) => {
      column[i] = 100 * j + (j + 1) * (stream.normal() + common);
    });
    y[i] = stream.bernoulli(1 / (1 + Math.exp(0.3 - 0.5 * common)));
    weights[i] = 0.5 + stream.uniform();
    fold[i] = stream.integer(5);
    part[i] = stream.integer(3) - 1;
  }
  const x = { rows: n, columns, names: ["a", "b", "c"] };
  return { x, y, weights, rows: { fold, folds: 5, part, parts: 2 } };
}

/** The slow way: a table of the training rows for each fold and part, a fit, and its predictions of the fold. */
async function oneByOne(learner: Learner, { x, y, weights, rows }: Data): Promise<Float64Array[]> {
  const { fold, folds, part, parts } = rows;
  const predicted = Array.from({ length: parts }, () => new Float64Array(x.rows));
  for (let k = 0; k < folds; k++) {
    for (let a = 0; a < parts; a++) {
      const training = fold.map((_, i) => i).filter((i) => fold[i] !== k && (part?.[i] ?? 0) === a);
      const pick = (values: Float64Array): Float64Array => Float64Array.from(training, (i) => values[i]!);
      const subset = { rows: training.length, columns: x.columns.map(pick), names: x.names };
      const model = await learner.fit(subset, pick(y), { weights: pick(weights) });
      model.predict(x).forEach((value, i) => {
        if (fold[i] === k) predicted[a]![i] = value;
      });
    }
  }
  return predicted;
}

const farthest = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe.each(learners)("%s without each fold", (_, learner) => {
  // 150 rows leave fits far from each other; 70,000 start from a pilot.
  it.each([150, 1_000, 70_000])("predicts what fits made one by one predict, of %i rows", async (n) => {
    const data = simulate(n, n);
    const { x, y, weights, rows } = data;
    const fits = await learner.fitHeldOut!(x, y, rows, { weights });
    const expected = await oneByOne(learner, data);
    (await fits.predict(x)).forEach((column, a) => {
      expect(farthest(column, expected[a]!)).toBeLessThan(2e-10);
    });
  });

  it("predicts another table of the same rows, and takes one part unless told otherwise", async () => {
    const { x, y, weights, rows } = simulate(400, 3);
    const { part: __, ...all } = { ...rows, parts: 1 };
    const moved = { ...x, columns: [x.columns[0]!.map((value) => value + 2), ...x.columns.slice(1)] };
    const fits = await learner.fitHeldOut!(x, y, all, { weights });
    const [predicted] = await fits.predict(moved);
    const model = await learner.fit(x, y, { weights: weights.map((w, i) => (rows.fold[i] === 4 ? 0 : w)) });
    model.predict(moved).forEach((value, i) => {
      if (rows.fold[i] === 4) expect(Math.abs(value - predicted![i]!)).toBeLessThan(1e-10);
    });
  });

  it("gives the same bits for 1, 2 and 4 threads", async () => {
    const { x, y, weights, rows } = simulate(70_000, 4);
    const run = async (threads: number): Promise<readonly Float64Array[]> =>
      (await learner.fitHeldOut!(x, y, rows, { weights, threads })).predict(x);
    const one = await run(1);
    for (const threads of [2, 4]) {
      (await run(threads)).forEach((column, a) => {
        expect(farthest(column, one[a]!)).toBe(0);
      });
    }
  });

  it("leaves a fold that has no answer to a fit of its own, which says why", async () => {
    const { x, y, rows } = simulate(400, 5);
    const only = x.columns[2]!.map((__, i) => Number(rows.fold[i] === 2 && i % 2 === 0));
    const rare = { ...x, columns: [x.columns[0]!, x.columns[1]!, only] };
    await expect(learner.fitHeldOut!(rare, y, rows)).rejects.toThrow(/"c" is constant or a linear/);
  });
});

describe("logistic without each fold", () => {
  it("finds no maximum where the other folds are separated", async () => {
    const { x, rows } = simulate(400, 6);
    const { part: __, ...all } = { ...rows, parts: 1 };
    const y = x.columns[0]!.map((value, i) => Number(rows.fold[i] === 1 ? i % 2 : value > 0));
    await expect(logistic().fitHeldOut!(x, y, all)).rejects.toMatchObject({
      name: "ConvergenceError",
      message: expect.stringContaining('"a" grows without bound'),
    });
  });

  it("stops when interrupted, and works again after that", async () => {
    const { x, y, rows } = simulate(70_000, 7);
    for (const threads of [1, 2]) {
      const stop = new AbortController();
      const running = logistic().fitHeldOut!(x, y, rows, { signal: stop.signal, threads });
      setTimeout(() => stop.abort(), 2);
      await expect(running).rejects.toMatchObject({ name: "InterruptedError" });
      const fits = await logistic().fitHeldOut!(x, y, rows, { threads });
      expect((await fits.predict(x))[0]!.every((p) => p > 0 && p < 1)).toBe(true);
    }
  });
});
