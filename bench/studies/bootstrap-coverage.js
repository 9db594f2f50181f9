// Coverage of 95% bootstrap intervals of a mean in small samples, where theory promises nothing exact:
// node bench/studies/bootstrap-coverage.js [SEEDS]
import { bootstrap, randomStream } from "txlab/stats";

const seeds = Number(process.argv[2] ?? 1000);
const populations = {
  normal: { draw: (stream) => stream.normal(), truth: 0 },
  exponential: { draw: (stream) => stream.exponential(), truth: 1 },
  lognormal: { draw: (stream) => Math.exp(stream.normal()), truth: Math.exp(0.5) },
};

console.log(`| population | n | percentile | basic | bca | normal |\n|---|---|---|---|---|---|`);
for (const [name, { draw, truth }] of Object.entries(populations)) {
  for (const n of [10, 20, 50]) {
    const covered = { percentile: 0, basic: 0, bca: 0, normal: 0 };
    for (let seed = 1; seed <= seeds; seed++) {
      const stream = randomStream(seed).split(name, n);
      const x = Float64Array.from({ length: n }, () => draw(stream));
      for (const interval of Object.keys(covered)) {
        const { low, high } = (await bootstrap(n, mean(x), { interval, replicates: 999, seed })).interval();
        if (low <= truth && truth <= high) covered[interval]++;
      }
    }
    const shares = Object.values(covered).map((count) => (count / seeds).toFixed(3));
    console.log(`| ${name} | ${n} | ${shares.join(" | ")} |`);
  }
}

function mean(x) {
  return (w) => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < x.length; i++) {
      sum += w[i] * x[i];
      total += w[i];
    }
    return sum / total;
  };
}
