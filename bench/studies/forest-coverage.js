// Coverage of 95% Wald intervals from the standard errors of forests, for μ(x) at fixed points and for the forest's own
// mean there, which tells bias from errors that are too small: node bench/studies/forest-coverage.js [SEEDS] [TREES]
import { randomForest } from "txlab/models";
import { randomStream } from "txlab/stats";

const seeds = Number(process.argv[2] ?? 100);
const trees = Number(process.argv[3] ?? 400);
const surfaces = {
  linear: (x) => x[0] + 0.5 * x[1],
  step: (x) => 2 * Number(x[0] > 0.25),
  sine: (x) => Math.sin(3 * x[0]) + x[1] * x[2],
};
const draw = (stream, n) => {
  const columns = Array.from({ length: 5 }, () =>
    Float64Array.from({ length: n }, () => 2 * stream.uniform() - 1),
  );
  return { rows: n, names: ["a", "b", "c", "d", "e"], columns };
};
const row = (x, i) => x.columns.map((column) => column[i]);
const points = draw(randomStream(0).split("points"), 50);

console.log(
  "| surface | n | honest | covers μ(x) | covers the forest's mean | mean SE / SD |\n|---|---|---|---|---|---|",
);
for (const [name, mu] of Object.entries(surfaces)) {
  const truth = Float64Array.from({ length: points.rows }, (_, i) => mu(row(points, i)));
  for (const n of [300, 1000]) {
    for (const honest of [false, true]) {
      const runs = [];
      for (let seed = 1; seed <= seeds; seed++) {
        const stream = randomStream(seed).split(name, n);
        const x = draw(stream, n);
        const y = Float64Array.from({ length: n }, (_, i) => mu(row(x, i)) + 0.5 * stream.normal());
        const model = await randomForest({ trees, honest, variance: true }).fit(x, y, {
          stream: stream.split("fit"),
        });
        runs.push({ value: model.predict(points), error: model.standardErrors(points) });
      }
      console.log(`| ${name} | ${n} | ${honest ? "yes" : "no"} | ${summary(runs, truth).join(" | ")} |`);
    }
  }
}

/** Coverage of the truth and of the mean prediction, and how the errors compare with the spread; means over the points. */
function summary(runs, truth) {
  const covered = (target) =>
    average(
      runs.map(({ value, error }) =>
        average(value.map((v, i) => Number(Math.abs(v - target[i]) <= 1.96 * error[i]))),
      ),
    );
  const mean = truth.map((_, i) => average(runs.map(({ value }) => value[i])));
  const ratio = truth.map((_, i) => {
    const spread =
      average(runs.map(({ value }) => (value[i] - mean[i]) ** 2)) * (runs.length / (runs.length - 1));
    return average(runs.map(({ error }) => error[i])) / Math.sqrt(spread);
  });
  return [covered(truth), covered(mean), average(ratio)].map((value) => value.toFixed(2));
}

function average(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
