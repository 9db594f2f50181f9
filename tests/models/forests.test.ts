import { extraTrees, type Features, randomForest } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { ensembleCases, features, meanSquaredError, parts } from "./tree-ensembles.js";

const learners = {
  forest: randomForest({ trees: 100, featuresPerSplit: "third", minLeaf: 5 }),
  extraTrees: extraTrees({ trees: 100, minLeaf: 5 }),
};

const step: Features = features([
  [1, 2, 3, 4, 5, 6, 7, 8],
  [0, 1, 0, 1, 0, 1, 0, 1],
]);
const stepY = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1);

describe("forests", () => {
  it.each(
    ensembleCases.flatMap((each) => [
      { kind: "forest" as const, name: each.name, each },
      { kind: "extraTrees" as const, name: each.name, each },
    ]),
  )(
    "$kind predicts held-out rows as well as scikit-learn's, within noise, on $name",
    async ({ kind, each }) => {
      const { x, y, test, target } = parts(each);
      const seeds = 5;
      let mean = 0;
      for (let seed = 0; seed < seeds; seed++) {
        const model = await learners[kind].fit(x, y, { stream: randomStream(seed) });
        mean += meanSquaredError(target, model.predict(test)) / seeds;
      }
      const expected = each[kind];
      const noise = expected.sd * Math.sqrt(1 / seeds + 1 / expected.seeds);
      expect(Math.abs(mean - expected.mean)).toBeLessThan(4 * noise);
    },
  );

  it("splits halfway between neighbours, and predicts means of leaves", async () => {
    const tree = randomForest({ trees: 1, featuresPerSplit: "all", sample: 1, minLeaf: 1 });
    const model = await tree.fit(step, stepY);
    const json = model.toJSON() as { trees: { feature: number[]; threshold: number[]; value: number[] }[] };
    expect(json.trees[0]).toMatchObject({ feature: [0, -1, -1], value: [0.5, 0, 1] });
    expect(json.trees[0]!.threshold[0]).toBe(4.5);
    expect([...model.importances]).toEqual([1, 0]);
  });

  it("finds the best of all splits, whether ranks are counted or sorted", async () => {
    const stream = randomStream(3);
    const n = 300;
    const column = Float64Array.from({ length: n }, () => stream.normal());
    const y = column.map((v) => Math.sin(2 * v) + 0.3 * stream.normal());
    const tree = randomForest({ trees: 1, featuresPerSplit: "all", sample: 1, minLeaf: 7, maxDepth: 4 });
    const model = await tree.fit(features([column]), y);
    const { trees } = model.toJSON() as {
      trees: { feature: number[]; threshold: number[]; child: number[] }[];
    };
    const walk = (node: number, rows: number[]): void => {
      const { feature, threshold, child } = trees[0]!;
      if (feature[node]! < 0) return;
      expect(threshold[node]).toBe(bruteForce(column, y, rows, 7));
      walk(
        child[node]!,
        rows.filter((i) => column[i]! <= threshold[node]!),
      );
      walk(
        child[node]! + 1,
        rows.filter((i) => column[i]! > threshold[node]!),
      );
    };
    walk(
      0,
      Array.from({ length: n }, (_, i) => i),
    );
  });

  it("predicts each row out of bag about as well as rows that it never saw", async () => {
    const { x, y, test, target } = parts(ensembleCases[0]!);
    const model = await learners.forest.fit(x, y, { stream: randomStream(1) });
    const { predictions, undefinedRows } = await model.outOfBag();
    expect(undefinedRows).toBe(0);
    const ratio = meanSquaredError(y, predictions) / meanSquaredError(target, model.predict(test));
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.25);
    expect(meanSquaredError(y, model.predict(x))).toBeLessThan(0.6 * meanSquaredError(y, predictions));
  });

  it("refuses out-of-bag predictions where every tree saw all rows", async () => {
    const model = await extraTrees({ trees: 3 }).fit(step, stepY);
    await expect(model.outOfBag()).rejects.toThrow(/every tree saw all rows/);
  });

  it("gives the same bits on any number of threads, in workers and without", async () => {
    const { x, y } = parts(ensembleCases[0]!);
    const big = extraTrees({ trees: 700, minLeaf: 20 });
    const forest = randomForest({ trees: 700, minLeaf: 20, honest: true });
    for (const learner of [big, forest]) {
      const one = await learner.fit(x, y, { threads: 1, stream: randomStream(5) });
      const three = await learner.fit(x, y, { threads: 3, stream: randomStream(5) });
      expect(three.predict(x)).toEqual(one.predict(x));
    }
  });

  it("takes a row of weight 0 as absent", async () => {
    const weights = Float64Array.of(1, 1, 1, 0, 1, 1, 1, 1);
    const y = Float64Array.from(stepY);
    y[3] = 1000;
    const model = await randomForest({ trees: 20, minLeaf: 1 }).fit(step, y, { weights });
    expect(Math.max(...model.predict(step))).toBeLessThanOrEqual(1);
    expect((await model.outOfBag()).predictions[3]).toBeLessThanOrEqual(1);
  });

  it("gives honest trees whose predictions come from rows that chose no split", async () => {
    const stream = randomStream(2);
    const n = 400;
    const x = features([Float64Array.from({ length: n }, () => stream.normal())]);
    const y = Float64Array.from({ length: n }, () => stream.normal());
    const spread = async (honest: boolean): Promise<number> => {
      const model = await randomForest({ trees: 50, sample: 0.5, minLeaf: 2, honest }).fit(x, y);
      const { predictions } = await model.outOfBag();
      const inside = model.predict(x);
      return meanSquaredError(y, inside) / meanSquaredError(y, predictions);
    };
    expect(await spread(true)).toBeGreaterThan(await spread(false));
  });

  it("says which column is missing, and in how many rows", async () => {
    const model = await extraTrees({ trees: 2 }).fit(step, stepY);
    const broken = features([
      [1, Number.NaN],
      [0, 1],
    ]);
    expect(() => model.predict(broken)).toThrow(/column "x0" is missing in 1 of 2 rows/);
    const { columns, names } = step;
    const swapped = { rows: 8, columns: [columns[1]!, columns[0]!], names: [names[1]!, names[0]!] };
    expect(model.predict(swapped)).toEqual(model.predict(step));
  });

  it("takes a row with a count as that many rows, in minLeaf too", async () => {
    const cells = features([[1, 2, 3]]);
    const y = Float64Array.of(0, 1, 5);
    const counts = Float64Array.of(4, 6, 10);
    const grown = async (
      minLeaf: number,
      x: Features,
      target: Float64Array,
      more = {},
    ): Promise<string[]> => {
      const model = await extraTrees({ trees: 400, minLeaf }).fit(x, target, more);
      return Array.from(model.predict(cells), (each) => each.toFixed(9));
    };
    const whole = Array.from(counts).flatMap((count, k) => new Array<number>(count).fill(k));
    const rows = features([whole.map((k) => k + 1)]);
    const repeated = Float64Array.from(whole, (k) => y[k]!);
    for (const minLeaf of [1, 5, 11]) {
      expect(await grown(minLeaf, cells, y, { counts })).toEqual(await grown(minLeaf, rows, repeated));
    }
    expect((await grown(1, cells, y, { counts })).map(Number)).toEqual([0, 1, 5]);
    // With 5 rows to a leaf half of the thresholds are refused: 56 / 20 for all. The others leave 6 / 10 for two cells.
    const [first] = (await grown(5, cells, y, { counts })).map(Number);
    expect(Math.abs(first! - (0.6 + 2.8) / 2)).toBeLessThan(4 * Math.sqrt(1.1 ** 2 / 400));
  });

  it("refuses counts that are no counts, or beside weights, or where rows are drawn", () => {
    const refused = (options: object, more: object) => () => extraTrees(options).fit(step, stepY, more);
    const counts = new Float64Array(8).fill(2);
    expect(refused({}, { counts: counts.map((c, i) => (i === 3 ? 0.5 : c)) })).toThrow(/row 3 was 0.5/);
    expect(refused({}, { counts, weights: counts })).toThrow(/weights or counts, not both/);
    expect(refused({ sample: "bootstrap" }, { counts })).toThrow(/counts need sample: "all"/);
    expect(extraTrees().takesCounts).toBe(true);
    expect(extraTrees({ sample: "bootstrap" }).takesCounts).toBe(false);
  });

  it("refuses options that it does not know or cannot use", () => {
    expect(() => randomForest({ tree: 5 } as object)).toThrow(/no option "tree". Did you mean "trees"/);
    expect(() => randomForest({ variance: true, sample: "bootstrap" })).toThrow(/share of at most 0.5/);
    expect(() => extraTrees({ featuresPerSplit: 0 })).toThrow(/featuresPerSplit must be/);
  });

  it("prints its importances", async () => {
    const model = await extraTrees({ trees: 10, minLeaf: 1 }).fit(step, stepY);
    expect(String(model)).toMatch(/extra trees: 10 trees\ncolumn {2}importance\nx0 {2}/);
  });
});

/** The threshold that leaves the least squared error, tried one by one. */
function bruteForce(column: Float64Array, y: Float64Array, rows: number[], minLeaf: number): number {
  const values = rows.map((i) => column[i]!).sort((a, b) => a - b);
  let [best, least] = [Number.NaN, Number.POSITIVE_INFINITY];
  const error = (part: number[]): number => {
    const mean = part.reduce((sum, i) => sum + y[i]!, 0) / part.length;
    return part.reduce((sum, i) => sum + (y[i]! - mean) ** 2, 0);
  };
  for (let k = minLeaf - 1; k + minLeaf < values.length; k++) {
    const threshold = values[k]! / 2 + values[k + 1]! / 2;
    const found =
      error(rows.filter((i) => column[i]! <= threshold)) + error(rows.filter((i) => column[i]! > threshold));
    if (found < least) [best, least] = [threshold, found];
  }
  return best;
}
