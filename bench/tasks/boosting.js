import { gradientBoosting } from "txlab/models";
import { randomStream } from "txlab/stats";
import { readColumns, writeColumns } from "./columns.js";

const columns = 20;
/** Rows after the training rows, on which the losses are compared. */
const heldOut = 100_000;

const peers = ["scikit-learn", "LightGBM"].map((name) => ({
  name: name === "LightGBM" ? name : "scikit-learn HistGradientBoosting",
  module: "boosting",
  goal: 1,
  arguments: { peer: name },
}));

const size = (label, rows) => ({
  name: `boosting-${label}`,
  title: `gradient boosting, ${label} × ${columns}, 100 trees, 31 leaves`,
  arguments: { rows, columns, heldOut },
  files: `boosting-${label}`,
  write,
  peers,
  gate,
});

export const tasks = [size("200k", 200_000), size("1M", 1_000_000)];

function gate(ours, theirs) {
  const more = ours.loss / theirs.loss - 1;
  const said = `held-out log-loss ${ours.loss.toFixed(5)} and ${theirs.loss.toFixed(5)}, ${(100 * more).toFixed(2)}% more (limit 1%)`;
  return { pass: more <= 0.01, said };
}

/** Normal columns; an outcome with steps, products and waves. */
function write(folder, { rows }) {
  const root = randomStream(24).split("boosting");
  const total = rows + heldOut;
  const x = Array.from({ length: columns }, (_, j) => {
    const stream = root.split("column", j);
    return Float64Array.from({ length: total }, () => stream.normal());
  });
  const draws = root.split("outcome");
  const y = x[0].map((a, i) => {
    const [b, c, d, e] = [x[1][i], x[2][i], x[3][i], x[4][i]];
    const eta = a + b * c + Math.sin(3 * d) + (e > 0.5 ? 1 : 0) - 0.5;
    return draws.bernoulli(1 / (1 + Math.exp(-eta)));
  });
  writeColumns(folder, "x", x);
  writeColumns(folder, "y", [y]);
}

/** Our side. */
export async function load(folder, { rows }) {
  const all = readColumns(folder, "x", rows + heldOut, columns);
  const [y] = readColumns(folder, "y", rows + heldOut, 1);
  const names = all.map((_, j) => `x${j}`);
  const part = (from, to) => ({
    rows: to - from,
    names,
    columns: all.map((column) => column.subarray(from, to)),
  });
  const [x, test] = [part(0, rows), part(rows, rows + heldOut)];
  const learner = gradientBoosting({
    loss: "logistic",
    trees: 100,
    leaves: 31,
    minLeaf: 20,
    learningRate: 0.1,
  });
  return async () => {
    const model = await learner.fit(x, y.subarray(0, rows));
    return { loss: logLoss(model, test, y.subarray(rows)) };
  };
}

function logLoss(model, x, y) {
  const p = model.predict(x);
  return y.reduce((sum, value, i) => sum - Math.log(value === 1 ? p[i] : 1 - p[i]), 0) / y.length;
}
