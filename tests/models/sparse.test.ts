import { readFileSync } from "node:fs";
import {
  elasticNet,
  type Features,
  gradientBoosting,
  lasso,
  linear,
  logistic,
  outOfFold,
  type PenalizedFamily,
  randomForest,
  ridge,
  type SparseFeatures,
} from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { denseOf, sparseOf } from "./sparse-columns.js";

interface Fit {
  family: PenalizedFamily;
  mixing: number;
  weighted: boolean;
  lambdas: number[];
  coefficients: number[][];
  explained: number[];
}
interface Case {
  name: string;
  rows: number;
  starts: number[];
  rowIndices: number[];
  values: number[];
  y: number[];
  yWeighted: number[];
  binary: number[];
  weights: number[];
  fits: Fit[];
}

const fixture = new URL("../fixtures/models/sparse.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(fixture, "utf8")) as { cases: Case[] };

const columnsOf = ({ rows, starts, rowIndices, values }: Case): SparseFeatures => ({
  rows,
  names: starts.slice(1).map((_, j) => `code ${j}`),
  starts: Int32Array.from(starts),
  rowIndices: Int32Array.from(rowIndices),
  values: Float64Array.from(values),
});
const apart = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, k) => Math.abs(value - b[k]!)));
};

/** Counts in a tenth of the places, one dense column far from 0, and outcomes of both kinds. */
function simulated(n: number, p: number) {
  const stream = randomStream(31);
  const columns = Array.from({ length: p }, (_, j) =>
    Float64Array.from({ length: n }, () => {
      if (j === 0) return 50 + 10 * stream.normal();
      return stream.uniform() < 0.1 ? 1 + Math.floor(3 * stream.uniform()) : 0;
    }),
  );
  const x: Features = { rows: n, names: columns.map((_, j) => `c${j}`), columns };
  const eta = Float64Array.from(
    { length: n },
    (_, i) => 0.04 * (columns[0]![i]! - 50) + columns[1]![i]! - 0.7 * columns[2]![i]!,
  );
  const y = eta.map((value) => value + stream.normal());
  const binary = eta.map((value) => stream.bernoulli(1 / (1 + Math.exp(-value))));
  const weights = eta.map(() => stream.uniform() + 0.5);
  return { x, sparse: sparseOf(x), y, binary, weights };
}
const data = simulated(300, 25);

describe("penalized paths of sparse columns", () => {
  it.each(cases)("agree with glmnet to 1e-5 on $name data, both families, weighted or not", async (each) => {
    const x = columnsOf(each);
    for (const { family, mixing, weighted, lambdas, coefficients, explained } of each.fits) {
      const y = Float64Array.from(family === "logistic" ? each.binary : weighted ? each.yWeighted : each.y);
      const weights = weighted ? Float64Array.from(each.weights) : undefined;
      const folds = each.y.map((_, i) => i % 3);
      const { path } = await elasticNet({ family, mixing, lambdas, folds }).fit(x, y, { weights });
      coefficients.forEach((expected, k) => {
        expect(
          apart(path.coefficients[k]!, expected),
          JSON.stringify({ family, mixing, weighted, k }),
        ).toBeLessThan(1e-5);
      });
      expect(apart(path.explained, explained)).toBeLessThan(1e-6);
    }
  });

  it.each(["squared", "logistic"] as const)(
    "equal those of the same dense columns to 1e-8, cross-validation included, with %s loss",
    async (family) => {
      const y = family === "squared" ? data.y : data.binary;
      for (const mixing of [0, 0.4, 1]) {
        const learner = elasticNet({ family, mixing, folds: 4, lambdas: [0.3, 0.1, 0.03, 0.01, 0.003] });
        const options = { weights: data.weights, stream: randomStream(2) };
        const dense = await learner.fit(data.x, y, options);
        const found = await learner.fit(data.sparse, y, options);
        dense.path.coefficients.forEach((expected, k) => {
          expect(apart(found.path.coefficients[k]!, expected)).toBeLessThan(1e-8);
        });
        expect(found.lambda).toBe(dense.lambda);
        expect(apart(found.crossValidation!.loss, dense.crossValidation!.loss)).toBeLessThan(1e-8);
        expect(apart(found.predict(data.sparse), dense.predict(data.x))).toBeLessThan(1e-7);
        expect(apart(found.predict(data.x), found.predict(data.sparse))).toBeLessThan(1e-12);
      }
    },
  );

  it("satisfy the conditions of a minimum in every column, those that screening left out included", async () => {
    const { sparse, binary, x } = simulated(200, 300);
    const { path } = await lasso({ family: "logistic", folds: 2 }).fit(sparse, binary);
    expect(path.lambdas.length).toBeGreaterThan(20);
    path.lambdas.forEach((lambda, k) => {
      const beta = path.coefficients[k]!;
      const residual = binary.map((value, i) => {
        const eta = x.columns.reduce((sum, column, j) => sum + column[i]! * beta[j + 1]!, beta[0]!);
        return value - 1 / (1 + Math.exp(-eta));
      });
      x.columns.forEach((column, j) => {
        const mean = column.reduce((sum, v) => sum + v, 0) / 200;
        const scale = Math.sqrt(column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 200);
        if (scale === 0) return;
        const gradient = column.reduce((sum, v, i) => sum + (v - mean) * residual[i]!, 0) / (200 * scale);
        expect(Math.abs(gradient)).toBeLessThan(lambda + 1e-8);
        if (beta[j + 1] !== 0) expect(Math.sign(beta[j + 1]!) * gradient).toBeCloseTo(lambda, 7);
      });
    });
  });

  it("converge where columns are copies, near copies or of huge scale, as the dense ones do", async () => {
    const stream = randomStream(8);
    const [n, codes] = [400, 12];
    const health = Float64Array.from({ length: n }, () => stream.normal());
    const some = Array.from({ length: codes }, () =>
      health.map((value) => stream.bernoulli(1 / (1 + Math.exp(1 - value)))),
    );
    const near = some.map((column) => column.map((value) => (stream.uniform() < 0.02 ? 0 : value)));
    const cost = health.map((value) => Math.round(1e6 * Math.exp(value + stream.normal())));
    const columns = [...some, ...near, some[0]!.slice(), cost];
    const x: Features = { rows: n, names: columns.map((_, j) => `c${j}`), columns };
    const y = health.map((value) => stream.bernoulli(1 / (1 + Math.exp(2 - value))));
    const lambdas = [0.1, 0.03, 0.01, 0.003, 0.001];
    const learner = elasticNet({ family: "logistic", mixing: 0.95, folds: 2, lambdas });
    const [sparse, dense] = [await learner.fit(sparseOf(x), y), await learner.fit(x, y)];
    for (const { violations } of [sparse.path, dense.path])
      expect(Math.max(...violations)).toBeLessThan(1e-5);
    expect(sparse.coefficients.filter((value) => value !== 0).length).toBeGreaterThan(3);
    lambdas.forEach((_, k) => {
      const scaled = (value: number, j: number) => (j === codes * 2 + 2 ? 1e6 * value : value);
      const [a, b] = [sparse, dense].map(({ path }) => path.coefficients[k]!.map(scaled));
      expect(apart(a!, b!)).toBeLessThan(1e-5);
    });
  });

  it("give the same bits on any number of threads", async () => {
    const { sparse, binary } = simulated(600, 400);
    const fitted = (threads: number) =>
      lasso({ family: "logistic", folds: 3, lambdas: [0.05, 0.02, 0.01] }).fit(sparse, binary, {
        threads,
        stream: randomStream(3),
      });
    const [one, three] = [await fitted(1), await fitted(3)];
    expect(sparse.values.length).toBeGreaterThan(20_000);
    expect(three.path).toEqual(one.path);
    expect(three.crossValidation).toEqual(one.crossValidation);
  });

  it("leave empty and constant columns at 0, and take more columns than rows", async () => {
    const n = 30;
    const columns = [new Float64Array(n), new Float64Array(n).fill(1e6), data.x.columns[1]!.slice(0, n)];
    const sparse = sparseOf({ rows: n, names: ["empty", "constant", "counts"], columns });
    const model = await ridge({ lambda: 0.1 }).fit(sparse, data.y.slice(0, n));
    expect([...model.coefficients.slice(1, 3)]).toEqual([0, 0]);
    expect(model.coefficients[3]).not.toBe(0);
    const wide = simulated(40, 90);
    const { path } = await lasso({ folds: 4 }).fit(wide.sparse, wide.y);
    expect(path.coefficients.at(-1)!.every(Number.isFinite)).toBe(true);
  });

  it("end by themselves where nearly all is explained, and say so", async () => {
    const model = await lasso({ folds: 3 }).fit(data.sparse, data.y);
    const { explained, lambdas } = model.path;
    expect(lambdas.length).toBe(explained.length);
    expect(lambdas.length).toBeLessThanOrEqual(100);
    expect(model.crossValidation!.loss.length).toBe(lambdas.length);
    expect(model.path.ended).toBeUndefined();
    const exact = data.x.columns[1]!.map((value, i) => value - data.x.columns[2]![i]!);
    const full = await lasso({ folds: 4 }).fit(data.sparse, exact);
    expect(full.path.lambdas.length).toBeLessThan(100);
    expect(full.path.ended).toBe("99.9% of the deviance was explained");
    expect(String(full)).toContain(`the path ended after ${full.path.lambdas.length} penalties: 99.9%`);
  });
});

describe("unpenalized fits of sparse columns", () => {
  it.each([linear(), logistic()])("equal those of the same dense columns: $name", async (learner) => {
    const y = learner.name === "linear" ? data.y : data.binary;
    const { weights } = data;
    const dense = await learner.fit(data.x, y, { weights });
    const found = await learner.fit(data.sparse, y, { weights });
    expect(apart(found.coefficients, dense.coefficients)).toBeLessThan(1e-10);
    expect(apart(found.standardErrors, dense.standardErrors)).toBeLessThan(1e-10);
    const gradient = dense.coefficients.map((_, j) => Number(j === 1));
    expect(apart(found.coefficientInfluence(gradient), dense.coefficientInfluence(gradient))).toBeLessThan(
      1e-9,
    );
    const sums = dense.predictionGradient(data.x, weights);
    expect(apart(found.predictionGradient(data.sparse, weights), sums) / Math.max(...sums)).toBeLessThan(
      1e-12,
    );
    expect(String(found)).toBe(String(dense));
  });

  it("name columns that depend on others, and refuse more columns than pairs can be held of", async () => {
    const { columns } = data.x;
    const odd = sparseOf({
      rows: 300,
      names: ["a", "b", "one"],
      columns: [columns[1]!, columns[1]!, columns[0]!.map(() => 7)],
    });
    await expect(linear().fit(odd, data.y)).rejects.toThrow(
      /"b", "one" are constant or a linear combination/,
    );
    await expect(logistic().fit(odd, data.binary)).rejects.toThrow(/"b", "one"/);
    const wide = {
      rows: 300,
      names: Array.from({ length: 5001 }, (_, j) => `c${j}`),
      starts: new Int32Array(5002),
      rowIndices: new Int32Array(0),
      values: new Float64Array(0),
    };
    await expect(linear().fit(wide, data.y)).rejects.toThrow(/5001 columns; without a penalty at most 5000/);
  });
});

describe("sparse columns", () => {
  const learner = lasso({ lambda: 0.05 });
  const broken = (change: Partial<SparseFeatures>): Promise<unknown> =>
    learner.fit({ ...data.sparse, ...change }, data.y);

  it("are matched by name in prediction, and missing ones are named", async () => {
    const model = await learner.fit(data.sparse, data.y);
    const order = data.x.names.map((_, j) => 24 - j);
    const moved = sparseOf({
      rows: 300,
      names: ["new", ...order.map((j) => data.x.names[j]!)],
      columns: [data.weights, ...order.map((j) => data.x.columns[j]!)],
    });
    expect(apart(model.predict(moved), model.predict(data.sparse))).toBeLessThan(1e-12);
    const lacking = sparseOf({ rows: 300, names: data.x.names.slice(2), columns: data.x.columns.slice(2) });
    expect(() => model.predict(lacking)).toThrow(
      /needs the columns "c0", "c1" that the model was fitted with/,
    );
  });

  it("go through folds as dense ones do", async () => {
    const folds = data.y.map((_, i) => i % 3);
    const dense = await outOfFold(linear(), data.x, data.y, folds);
    const found = await outOfFold(linear(), data.sparse, data.y, folds);
    expect(apart(found, dense)).toBeLessThan(1e-9);
    expect(denseOf(data.sparse).columns).toEqual(data.x.columns);
  });

  it("are refused, with the column and the count, where they are not what they say", async () => {
    const values = Float64Array.from(data.sparse.values);
    values[data.sparse.starts[3]!] = Number.NaN;
    await expect(broken({ values })).rejects.toThrow(/column "c3" is not a finite number in 1 of 300 rows/);
    await expect(broken({ starts: data.sparse.starts.slice(1) })).rejects.toThrow(
      /x.starts must have one number more/,
    );
    await expect(broken({ rows: 200 })).rejects.toThrow(
      /rowIndices of column "c0" must ascend from 0 to at most 199/,
    );
    await expect(broken({ values: values.subarray(9) })).rejects.toThrow(/beyond the .* values/);
    await expect(learner.fit(data.sparse, data.y.subarray(1))).rejects.toThrow(/y must have 300 values/);
    const one = data.y.map(() => 1);
    await expect(lasso({ family: "logistic" }).fit(data.sparse, one)).rejects.toThrow(/both outcomes/);
  });

  it("are refused by learners of dense columns, which say who takes them", async () => {
    const x = data.sparse as unknown as Features;
    for (const each of [gradientBoosting({ trees: 2 }), randomForest({ trees: 2 })]) {
      await expect(each.fit(x, data.y)).rejects.toThrow(
        /sparse columns, which linear, logistic, ridge, lasso/,
      );
      const model = await each.fit(data.x, data.y);
      expect(() => model.predict(x)).toThrow(/sparse columns/);
    }
  });
});
