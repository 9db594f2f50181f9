import { table } from "arquero";
import { audit } from "txlab/fairness";
import { randomStream } from "txlab/stats";
import { readColumns, writeColumns } from "./columns.js";

const rows = 1e6;
const replicates = 200;
const metrics = ["tpr", "fpr", "tnr", "fnr", "selectionRate", "accuracy"];
/** Fairlearn makes its point estimate and this many replicates; its time is scaled to all of them. */
const part = 2;

const shape = `${rows.toLocaleString("en-US")} rows, 10 groups, ${metrics.length} metrics, ${replicates} bootstrap replicates`;
const fairlearn = {
  name: "Fairlearn MetricFrame",
  module: "fairness_audit",
  goal: 500,
  arguments: { peer: "Fairlearn", replicates: part },
  once: true,
  scale: (replicates + 1) / (part + 1),
};

export const tasks = [
  {
    name: "fairness-audit-1M",
    title: `group audit, ${shape}, groups as numbers (Fairlearn: ${part} replicates, scaled)`,
    arguments: { rows, replicates, metrics },
    peers: [
      {
        name: "NumPy bincount + multinomial",
        module: "fairness_audit",
        goal: 1,
        arguments: { peer: "NumPy" },
      },
      fairlearn,
    ],
  },
  {
    name: "fairness-audit-text-1M",
    title: `the same with groups as text`,
    arguments: { rows, replicates, metrics, text: true },
    peers: [
      {
        name: "pandas factorize + NumPy",
        module: "fairness_audit",
        goal: 1,
        arguments: { peer: "NumPy", text: true },
      },
    ],
  },
].map((task) => ({ ...task, files: "fairness-audit-1M", write, gate }));

/** Values of every metric in every group to 1e-12; bootstrap errors within the noise of 200 replicates. */
function gate(ours, theirs, peer) {
  let [apart, noise] = [0, 0];
  for (const key of Object.keys(theirs.values)) {
    apart = Math.max(apart, Math.abs(ours.values[key] - theirs.values[key]));
    if (peer.scale === undefined)
      noise = Math.max(noise, Math.abs(Math.log(ours.errors[key] / theirs.errors[key])));
  }
  return {
    pass: Object.keys(theirs.values).length === 60 && apart < 1e-12 && noise < 0.4,
    said: `60 rates ${apart.toExponential(1)} apart${noise > 0 ? `, bootstrap errors within ${(100 * noise).toFixed(0)}%` : ""}`,
  };
}

async function write(folder) {
  const stream = randomStream(23).split("fairness-audit");
  const column = () => new Float64Array(rows);
  const [race, sex, y, d] = [column(), column(), column(), column()];
  for (let i = 0; i < rows; i++) {
    race[i] = Math.min(4, Math.floor(-1.2 * Math.log(stream.uniform())));
    sex[i] = stream.bernoulli(0.5);
    y[i] = stream.bernoulli(0.2 + 0.05 * race[i]);
    d[i] = stream.bernoulli(0.2 + 0.5 * y[i]);
  }
  writeColumns(folder, "people", [race, sex, y, d]);
}

/** Our side. */
export async function load(folder, { rows, replicates, metrics, text }) {
  const [race, sex, y, d] = readColumns(folder, "people", rows, 4);
  // Small integers are what each side counts fastest, ours as bytes; the conversion is not charged.
  const bytes = (codes) => Uint8Array.from(codes);
  const named = (codes) => (text ? Array.from(codes, (code) => `level ${code}`) : bytes(codes));
  const people = table({ race: named(race), sex: named(sex), y: bytes(y), d: bytes(d) });
  return async () => {
    const found = await audit(people, {
      label: "y",
      prediction: "d",
      favorable: 1,
      groups: ["race", "sex"],
      metrics,
      intervals: "multinomial",
      replicates,
    });
    const [values, errors] = [{}, {}];
    for (const { name, grouping, levels } of found.groups) {
      if (grouping !== "race × sex") continue;
      for (const metric of metrics) {
        const { estimate } = found.cell(metric, name);
        const key = `${metric} ${levels.race} ${levels.sex}`.replaceAll("level ", "");
        values[key] = estimate.value;
        errors[key] = estimate.standardError;
      }
    }
    return { values, errors };
  };
}
