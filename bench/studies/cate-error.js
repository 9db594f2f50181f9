// Error of effects that differ between people, ours beside EconML's with the same base learners, on the four surfaces of
// Nie & Wager (2021, section 6): root mean square error on new rows, mean over replications.
//
//     BENCH_PYTHON=… node bench/studies/cate-error.js [replications]     (a Python with econml and scikit-learn)
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { table } from "arquero";
import { causalForest, drLearner, rLearner, sLearner, tLearner, xLearner } from "txlab/causal";
import { causalStudy } from "txlab/cohort";
import { gradientBoosting, logistic } from "txlab/models";
import { randomStream } from "txlab/stats";

const replications = Number(process.argv[2] ?? 5);
const [rows, columns] = [1000, 6];
const names = Array.from({ length: columns }, (_, j) => `x${j + 1}`);
const expit = (z) => 1 / (1 + Math.exp(-z));
const softplus = (z) => Math.log1p(Math.exp(z));
const wave = (x) => Math.sin(Math.PI * x[0] * x[1]);

/** Covariates, baseline b(x), propensity e(x) and effect τ(x); Y = b + (A − ½) τ + N(0, 1). */
const surfaces = {
  A: {
    draw: (stream) => stream.uniform(),
    baseline: (x) => wave(x) + 2 * (x[2] - 0.5) ** 2 + x[3] + 0.5 * x[4],
    propensity: (x) => Math.min(0.9, Math.max(0.1, wave(x))),
    effect: (x) => (x[0] + x[1]) / 2,
  },
  B: {
    draw: (stream) => stream.normal(),
    baseline: (x) => Math.max(x[0] + x[1], x[2], 0) + Math.max(x[3] + x[4], 0),
    propensity: () => 0.5,
    effect: (x) => x[0] + softplus(x[1]),
  },
  C: {
    draw: (stream) => stream.normal(),
    baseline: (x) => 2 * softplus(x[0] + x[1] + x[2]),
    propensity: (x) => expit(-(x[1] + x[2])),
    effect: () => 1,
  },
  D: {
    draw: (stream) => stream.normal(),
    baseline: (x) => (Math.max(x[0] + x[1] + x[2], 0) + Math.max(x[3] + x[4], 0)) / 2,
    propensity: (x) => 1 / (1 + Math.exp(-x[0]) + Math.exp(-x[1])),
    effect: (x) => Math.max(x[0] + x[1] + x[2], 0) - Math.max(x[3] + x[4], 0),
  },
};

function draw({ draw: covariate, baseline, propensity, effect }, stream) {
  const sample = {
    x: names.map(() => new Float64Array(rows)),
    a: new Float64Array(rows),
    y: new Float64Array(rows),
    tau: new Float64Array(rows),
  };
  for (let i = 0; i < rows; i++) {
    const x = names.map(() => covariate(stream));
    const a = stream.bernoulli(propensity(x));
    sample.tau[i] = effect(x);
    sample.a[i] = a;
    sample.y[i] = baseline(x) + (a - 0.5) * sample.tau[i] + stream.normal();
    x.forEach((value, j) => {
      sample.x[j][i] = value;
    });
  }
  return sample;
}

const boosting = gradientBoosting({ trees: 100, leaves: 15, minLeaf: 20 });
const propensity = { learner: logistic() };
const outcomeModel = { learner: boosting };
const effectModel = { learner: boosting };
const learners = {
  S: (study) => sLearner(study, { propensity, outcomeModel }),
  T: (study) => tLearner(study, { propensity, outcomeModel }),
  X: (study) => xLearner(study, { propensity, outcomeModel, effectModel }),
  R: (study) => rLearner(study, { propensity, outcomeModel, effectModel }),
  DR: (study) => drLearner(study, { propensity, outcomeModel, effectModel }),
  "DR, one outcome model": (study) =>
    drLearner(study, { propensity, outcomeModel: { ...outcomeModel, perArm: false }, effectModel }),
  forest: (study) => causalForest(study, { propensity, outcomeModel, trees: 500 }),
  "forest, minNode: 3": (study) => causalForest(study, { propensity, outcomeModel, trees: 500, minNode: 3 }),
};
/** EconML's learner that a row stands beside: its DR-learner has one outcome model for both groups. */
const peerOf = (name) => name.split(",")[0];

const asTable = ({ x, a, y }) => table({ ...Object.fromEntries(names.map((name, j) => [name, x[j]])), a, y });
const folder = mkdtempSync(join(tmpdir(), "cate-"));
const errors = {};
for (const [surface, law] of Object.entries(surfaces)) {
  for (let k = 1; k <= replications; k++) {
    const stream = randomStream(k).split("cate", surface);
    const [train, test] = [draw(law, stream.split("train")), draw(law, stream.split("test"))];
    for (const [part, { x, a, y, tau }] of Object.entries({ train, test }))
      writeFileSync(
        join(folder, `${surface}-${k}-${part}`),
        Buffer.concat([...x, a, y, tau].map((each) => Buffer.from(each.buffer))),
      );
    const study = causalStudy(asTable(train), { treatment: "a", outcome: "y", confounders: names });
    for (const [name, learn] of Object.entries(learners)) {
      const predicted = await (await learn(study)).predict(asTable(test));
      const square = predicted.reduce((sum, value, i) => sum + (value - test.tau[i]) ** 2, 0);
      errors[surface] ??= {};
      errors[surface][name] = (errors[surface][name] ?? 0) + Math.sqrt(square / rows) / replications;
    }
  }
}
const script = fileURLToPath(new URL("cate-error.py", import.meta.url));
const settings = JSON.stringify({ folder, surfaces: Object.keys(surfaces), replications, rows, columns });
const peer = spawnSync(process.env.BENCH_PYTHON ?? "python3", [script, settings], { encoding: "utf8" });
rmSync(folder, { recursive: true });
if (peer.status !== 0) throw new Error(`EconML is missing: ${peer.stderr.trim().split("\n").at(-1)}`);
const theirs = JSON.parse(peer.stdout);

console.log(
  `| learner | ${Object.keys(surfaces)
    .map((name) => `surface ${name}`)
    .join(" | ")} | mean ratio |`,
);
console.log(
  `|---|${Object.keys(surfaces)
    .map(() => "---|")
    .join("")}---|`,
);
for (const name of Object.keys(learners)) {
  const pairs = Object.keys(surfaces).map((surface) => [
    errors[surface][name],
    theirs[surface][peerOf(name)],
  ]);
  const ratio = pairs.reduce((sum, [ours, other]) => sum + ours / other, 0) / pairs.length;
  const cells = pairs.map(([ours, other]) => `${ours.toFixed(3)} / ${other.toFixed(3)}`);
  console.log(`| ${[name, ...cells, `${ratio.toFixed(3)}${ratio <= 1.05 ? "" : ": WORSE"}`].join(" | ")} |`);
}
