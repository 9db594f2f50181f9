// node bench/icu.js [flat | tables | full]: how fast ICU cohorts are made, at two sizes, so that linearity shows; `full` is
// once 1,000,000 stays of the analysis table, and 20,000 stays with all event tables as dense as MIMIC's, about 95 million rows.
// Published peer: Synthea, 7 to 40 patients/s (issues 1515 and FLIP 1148), another machine. No peer runs here.
import { rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { simulateIcu, writeIcu } from "txlab/data-synth";

const [part = "both"] = process.argv.slice(2);
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const rounded = (x) => Math.round(x).toLocaleString("en-US");
const rows = [];

async function timed(task) {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const result = await task();
  const used = process.cpuUsage(cpu);
  return { seconds: (performance.now() - wall) / 1000, cpu: (used.user + used.system) / 1e6, result };
}

function report(task, n, runs, stays, events) {
  const seconds = median(runs.map((run) => run.seconds));
  const peak = process.resourceUsage().maxRSS / 1024;
  rows.push({
    task,
    patients: n,
    stays,
    seconds,
    cpu: median(runs.map((run) => run.cpu)),
    staysPerSecond: stays / seconds,
    rows: events,
    peakMiB: peak,
  });
  const rate = events ? `, ${rounded(events)} rows, ${rounded(events / seconds)} rows/s` : "";
  const spent = `${seconds.toFixed(2)} s (CPU ${rows.at(-1).cpu.toFixed(2)} s)`;
  console.log(
    `${task}: ${rounded(n)} patients, ${rounded(stays)} stays in ${spent}, ${rounded(stays / seconds)} stays/s${rate}, peak ${rounded(peak)} MiB`,
  );
}

async function flat(n, repeats = 5) {
  const runs = [];
  for (let run = 0; run < repeats; run++) {
    runs.push(
      await timed(async () => (await simulateIcu({ patients: n, seed: run })).cohort.analysis().numRows()),
    );
  }
  report("analysis table", n, runs, runs[0].result);
}

async function tables(n) {
  const out = join(tmpdir(), `txlab-bench-${process.pid}`);
  const simulated = await simulateIcu({ patients: n, seed: 1, density: "mimic" });
  simulated.truth.effects;
  simulated.truth.sample;
  const run = await timed(() => writeIcu(simulated, { out, force: true, policyPatients: 0 }));
  rmSync(out, { recursive: true });
  const events = run.result.reduce((sum, file) => sum + (file.rows ?? 0), 0);
  report("all tables to Parquet", n, [run], simulated.cohort.stays, events);
}

console.log(`${cpus()[0].model}, Node ${process.versions.node}`);
await simulateIcu({ patients: 5000, seed: 9 });
if (part === "full") {
  await tables(14_500);
  await flat(725_000, 1);
} else {
  if (part !== "tables") for (const n of [20_000, 80_000]) await flat(n);
  if (part !== "flat") for (const n of [500, 2000]) await tables(n);
}
console.log(JSON.stringify(rows));
