import { table } from "arquero";
import { bootstrapIpw } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { randomStream } from "txlab/stats";
import { readColumns, writeColumns } from "./columns.js";

const rows = 2000;
const columns = 10;
const replicates = 1000;

export const tasks = [
  {
    name: "bootstrap-ipw",
    title: "bootstrap of refitted IPW, B = 1000, n = 2,000, p = 10",
    arguments: { rows, columns, replicates },
    files: "bootstrap-ipw",
    write,
    peers: [
      { name: "scikit-learn loop", module: "bootstrap_ipw", goal: 8, arguments: { peer: "scikit-learn" } },
      ...["Logit", "GLM"].map((routine) => ({
        name: `statsmodels loop, ${routine}`,
        module: "bootstrap_ipw",
        goal: 60,
        arguments: { peer: "statsmodels", routine },
      })),
    ],
    gate,
  },
];

/** Both errors are standard deviations of 1000 replicates, each known to about 1/√2000: 2.2%. */
function gate(ours, theirs) {
  const apart = Math.abs(ours.standardError / theirs.standardError - 1);
  const same = Math.abs(ours.value - theirs.value);
  return {
    pass: apart < 4 * Math.sqrt(2 / 2000) && same < 1e-5,
    said: `SE ${(100 * apart).toFixed(1)}% apart (Monte-Carlo error 3.2%), value ${same.toExponential(1)} apart`,
  };
}

async function write(folder) {
  const stream = randomStream(21).split("bootstrap-ipw");
  const x = Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => stream.normal()));
  const a = new Float64Array(rows);
  const y = a.map((_, i) => {
    const lean = x.reduce((sum, column, j) => sum + 0.25 * Math.cos(3 * j) * column[i], 0);
    a[i] = stream.bernoulli(1 / (1 + Math.exp(-lean)));
    return 2 * a[i] + lean + stream.normal();
  });
  writeColumns(folder, "x", x);
  writeColumns(folder, "a", [a]);
  writeColumns(folder, "y", [y]);
}

/** Our side. */
export async function load(folder) {
  const x = readColumns(folder, "x", rows, columns);
  const names = x.map((_, j) => `x${j}`);
  const [a] = readColumns(folder, "a", rows, 1);
  const [y] = readColumns(folder, "y", rows, 1);
  const frame = table({ ...Object.fromEntries(names.map((name, j) => [name, x[j]])), a, y });
  const study = causalStudy(frame, { treatment: "a", outcome: "y", confounders: names });
  return async () => {
    const { value, standardError } = await bootstrapIpw(study, { replicates });
    return { value, standardError };
  };
}
