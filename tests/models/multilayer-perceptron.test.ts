import { modelFromJson, multilayerPerceptron } from "txlab/models";
import { randomStream } from "txlab/stats";
import { describe, expect, it } from "vitest";
import { Network } from "#src/models/network/network.js";
import { networkLoss, networkObjective } from "#src/models/network/objective.js";
import { known } from "./tree-and-network.js";
import { ensembleCases, features, meanSquaredError, parts } from "./tree-ensembles.js";

const caseOf = (name: string) => parts(ensembleCases.find((each) => each.name === name)!);

describe("a network's gradient", () => {
  it.each([
    [true, "tanh"],
    [false, "tanh"],
    [true, "relu"],
    [false, "relu"],
  ] as const)("equals finite differences, logistic loss %s, %s", (logistic, activation) => {
    const stream = randomStream(8);
    const network = new Network({ inputs: 3, hidden: [4, 3], activation });
    const theta = Float64Array.from({ length: network.size }, () => stream.normal());
    const data = {
      inputs: 3,
      x: Float64Array.from({ length: 18 }, () => stream.normal()),
      y: Float64Array.of(1, 0, 0.3, 1, 0, 0),
      weights: Float64Array.of(1, 2, 0.5, 0.5, 1, 1),
    };
    const rows = Int32Array.of(0, 1, 2, 3, 4, 5);
    const l2 = 0.1;
    const { gradient, loss } = networkObjective(network, theta, data, rows, { logistic, l2 });
    expect(loss).toBeCloseTo(networkLoss(network, theta, data, rows, logistic), 12);
    const penalty = (at: Float64Array): number =>
      network.layers.reduce(
        (sum, { weights, biases }) => sum + at.subarray(weights, biases).reduce((s, w) => s + w * w, 0),
        0,
      );
    for (let k = 0; k < theta.length; k++) {
      const moved = (step: number): number => {
        const at = Float64Array.from(theta, (value, m) => (m === k ? value + step : value));
        return networkLoss(network, at, data, rows, logistic) + (l2 / 2) * penalty(at);
      };
      expect(Math.abs((moved(1e-6) - moved(-1e-6)) / 2e-6 - gradient[k]!)).toBeLessThan(1e-7);
    }
  });
});

describe("multilayerPerceptron", () => {
  it.each(known.networks)(
    "loses on held-out rows of $data what scikit-learn's network loses",
    async (found) => {
      const { x, y, test, target } = caseOf(found.data);
      const learner = multilayerPerceptron({ hidden: [16], l2: 0.001, learningRate: 0.01, epochs: 60 });
      const losses: number[] = [];
      for (let seed = 1; seed <= 8; seed++) {
        const model = await learner.fit(x, y, { stream: randomStream(seed) });
        const p = model.predict(test);
        if (model.loss === "squared") losses.push(meanSquaredError(target, p));
        else losses.push(-p.reduce((sum, q, i) => sum + Math.log(target[i] === 1 ? q : 1 - q), 0) / p.length);
      }
      const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
      const noise = found.sd * Math.sqrt(1 / losses.length + 1 / found.seeds);
      expect(Math.abs(mean - found.mean)).toBeLessThan(4 * noise);
    },
  );

  it("learns exclusive or, which no linear model can", async () => {
    const a = Array.from({ length: 200 }, (_, i) => i % 2);
    const b = Array.from({ length: 200 }, (_, i) => Math.floor(i / 2) % 2);
    const x = features([a, b]);
    const y = Float64Array.from(a, (value, i) => value ^ b[i]!);
    const model = await multilayerPerceptron({ hidden: [16], learningRate: 0.02 }).fit(x, y);
    expect(model.loss).toBe("logistic");
    expect(model.predict(x).every((p, i) => Math.abs(p - y[i]!) < 0.1)).toBe(true);
  });

  it("gives the same bits for the same stream, also through JSON, and others for another", async () => {
    const { x, y, test } = caseOf("friedman1");
    const learner = multilayerPerceptron({ hidden: [8, 4], epochs: 10, activation: "tanh" });
    const seeded = (seed: number) => learner.fit(x, y, { stream: randomStream(seed) });
    const model = await seeded(3);
    expect((await seeded(3)).predict(test)).toEqual(model.predict(test));
    expect((await seeded(4)).predict(test)).not.toEqual(model.predict(test));
    expect(modelFromJson(JSON.stringify(model)).predict(test)).toEqual(model.predict(test));
  });

  it("says when its loss was still falling, and not when early stopping ended it", async () => {
    const { x, y } = caseOf("friedman1");
    const short = await multilayerPerceptron({ epochs: 3 }).fit(x, y);
    expect(short.converged).toBe(false);
    expect(String(short)).toMatch(/Warning: The loss was still falling after 3 epochs/);
    const stopped = await multilayerPerceptron({
      hidden: [8],
      learningRate: 0.02,
      earlyStopping: { fraction: 0.2, rounds: 5 },
    }).fit(x, y);
    expect(stopped.converged).toBe(true);
    expect(stopped.warnings).toEqual([]);
    expect(stopped.losses.indexOf(Math.min(...stopped.losses))).toBe(stopped.epochs - 6);
  });

  it("leaves out rows of weight 0, and does not depend on the units of columns and y", async () => {
    const { x, y, test } = caseOf("friedman1");
    const learner = multilayerPerceptron({ hidden: [4], epochs: 5 });
    const weights = y.map((_, i) => Number(i < 400));
    const strange = y.map((value, i) => (i < 400 ? value : 1e6));
    const model = await learner.fit(x, y, { weights });
    expect((await learner.fit(x, strange, { weights })).predict(test)).toEqual(model.predict(test));
    const plain = (await learner.fit(x, y)).predict(test);
    const scaled = await learner.fit(
      x,
      y.map((value) => 1024 * value),
    );
    expect(scaled.predict(test).every((value, i) => Math.abs(value / 1024 - plain[i]!) < 1e-9)).toBe(true);
  });

  it("stops when its signal is aborted", async () => {
    const { x, y } = caseOf("friedman1");
    const fit = multilayerPerceptron().fit(x, y, { signal: AbortSignal.abort() });
    await expect(fit).rejects.toMatchObject({ name: "InterruptedError" });
  });

  it("refuses options that no network can have", () => {
    expect(() => multilayerPerceptron({ hidden: [] })).toThrow(/hidden must list/);
    expect(() => multilayerPerceptron({ hidden: [0] })).toThrow(/hidden\[0\]/);
    expect(() => multilayerPerceptron({ l2: -1 })).toThrow(/l2/);
  });
});
