import { table } from "arquero";
import { aipw } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { readColumns, writeColumns } from "./columns.js";

const columns = 20;
const folds = 5;

const peers = [
  { name: "scikit-learn by hand", module: "aipw", goal: 3, arguments: { peer: "scikit-learn" } },
  { name: "DoubleML IRM", module: "aipw", goal: 5, arguments: { peer: "DoubleML" }, once: true },
  { name: "EconML LinearDRLearner", module: "aipw", goal: 5, arguments: { peer: "EconML" }, once: true },
];

export const tasks = [
  { name: "aipw-1M", rows: 1e6 },
  { name: "aipw-100k", rows: 1e5 },
].map(({ name, rows }) => ({
  name,
  title: `cross-fitted AIPW, 5 folds, linear + logistic, ${rows.toLocaleString("en-US")} × ${columns}`,
  arguments: { rows, columns, folds },
  files: name,
  write,
  peers,
  gate,
}));

function gate(ours, theirs) {
  const apart = Math.abs(ours.value - theirs.value);
  return {
    pass: apart < 1e-6,
    said: `estimates ${apart.toExponential(1)} apart on the same folds (row number mod 5), errors ${Math.abs(ours.standardError - theirs.standardError).toExponential(1)} apart`,
  };
}

async function write(folder, { rows }) {
  const stream = randomStream(22).split("aipw");
  const x = Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => stream.normal()));
  const a = new Float64Array(rows);
  const y = a.map((_, i) => {
    let lean = 0;
    for (let j = 0; j < columns; j++) lean += 0.2 * Math.cos(3 * j) * x[j][i];
    a[i] = stream.bernoulli(1 / (1 + Math.exp(-lean)));
    return 2 * a[i] + lean + stream.normal();
  });
  writeColumns(folder, "x", x);
  writeColumns(folder, "a", [a]);
  writeColumns(folder, "y", [y]);
}

/** Our side. */
export async function load(folder, { rows }) {
  const x = readColumns(folder, "x", rows, columns);
  const names = x.map((_, j) => `x${j}`);
  const [a] = readColumns(folder, "a", rows, 1);
  const [y] = readColumns(folder, "y", rows, 1);
  const frame = table({ ...Object.fromEntries(names.map((name, j) => [name, x[j]])), a, y });
  const study = causalStudy(frame, { treatment: "a", outcome: "y", confounders: names });
  const given = Int32Array.from({ length: rows }, (_, i) => i % folds);
  return async () => {
    const { value, standardError } = await aipw(study, { folds: given, outcomeModel: { perArm: true } });
    return { value, standardError };
  };
}
