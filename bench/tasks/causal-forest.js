import { randomStream } from "txlab/stats";
import { growForest, predictForest } from "#src/causal/heterogeneity/forest/run-forest.js";
import { readColumns, writeColumns } from "./columns.js";

const rows = 4000;
const columns = 10;
const trees = 2000;

export const tasks = [
  {
    name: "causal-forest",
    title:
      "honest causal forest on residuals, n = 4,000, p = 10, 2,000 trees, 4,000 predictions with variance",
    arguments: { rows, columns, trees },
    files: "causal-forest",
    write,
    peers: [{ name: "EconML CausalForest", module: "causal_forest", goal: 1.5, once: true }],
    gate,
  },
];

function gate(ours, theirs) {
  const ratio = ours.rmse / theirs.rmse;
  const cover = (side) => `${(100 * side.coverage).toFixed(0)}%`;
  return {
    pass: ratio < 1.05,
    said: `RMSE of the effect ${ours.rmse.toFixed(3)} and ${theirs.rmse.toFixed(3)}; 95% intervals cover ${cover(ours)} and ${cover(theirs)}; grf printed 17.5 s on another machine`,
  };
}

/** τ(x) = max(x₁, 0), e(x) = expit(x₂ / 2), E[Y | A = 0] = x₂ + max(x₃, 0); both sides get the true residuals. */
async function write(folder) {
  const stream = randomStream(23).split("causal-forest");
  for (const part of ["train", "test"]) {
    const x = Array.from({ length: columns }, () =>
      Float64Array.from({ length: rows }, () => stream.normal()),
    );
    const tau = x[0].map((value) => Math.max(value, 0));
    writeColumns(folder, `${part}-x`, x);
    writeColumns(folder, `${part}-tau`, [tau]);
    if (part === "test") continue;
    const w = x[1].map((value) => {
      const e = 1 / (1 + Math.exp(-value / 2));
      return stream.bernoulli(e) - e;
    });
    writeColumns(folder, "w", [w]);
    writeColumns(folder, "y", [w.map((each, i) => each * tau[i] + stream.normal())]);
  }
}

/** Our side. */
export async function load(folder) {
  const [x, test] = [
    readColumns(folder, "train-x", rows, columns),
    readColumns(folder, "test-x", rows, columns),
  ];
  const [tau] = readColumns(folder, "test-tau", rows, 1);
  const [w] = readColumns(folder, "w", rows, 1);
  const [y] = readColumns(folder, "y", rows, 1);
  return async () => {
    const rules = { pairs: trees / 2, minNode: 5, alpha: 0.05 };
    const forest = await growForest(x, y, w, rules, { seed: 1, clusters: undefined, threads: undefined });
    const { effects, variances } = await predictForest(forest, test, false);
    let [square, covered] = [0, 0];
    for (let i = 0; i < rows; i++) {
      const miss = effects[i] - tau[i];
      square += miss * miss;
      if (Math.abs(miss) < 1.959964 * Math.sqrt(variances[i])) covered++;
    }
    return { rmse: Math.sqrt(square / rows), coverage: covered / rows };
  };
}
