// node bench/claims.js [MEMBERS …]: how fast claims of five years are made and written to Parquet, at several sizes, so that linearity shows.
// No peer runs here; Synthea's published 7 to 40 patients/s (issues 1515 and FLIP 1148) are from another machine.
import { rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { simulateClaims, writeClaims } from "txlab/data-synth";

const asked = process.argv.slice(2).map(Number);
const rounded = (x) => Math.round(x).toLocaleString("en-US");
const rows = [];

console.log(`${cpus()[0].model}, Node ${process.versions.node}`);
for (const members of asked.length > 0 ? asked : [50_000, 200_000]) {
  const out = join(tmpdir(), `txlab-bench-claims-${process.pid}`);
  const simulated = await simulateClaims({ members, seed: 1 });
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  const files = await writeClaims(simulated, { out, force: true });
  const seconds = (performance.now() - wall) / 1000;
  const used = process.cpuUsage(cpu);
  rmSync(out, { recursive: true });
  const [written, bytes] = [
    files.reduce((sum, file) => sum + (file.rows ?? 0), 0),
    files.reduce((sum, file) => sum + file.bytes, 0),
  ];
  const spent = (used.user + used.system) / 1e6;
  const peak = process.resourceUsage().maxRSS / 1024;
  rows.push({
    members,
    seconds,
    cpu: spent,
    membersPerSecond: members / seconds,
    membersPerCpuSecond: members / spent,
    rows: written,
    bytes,
    peakMiB: peak,
  });
  console.log(
    `${rounded(members)} members × 5 years to Parquet: ${seconds.toFixed(1)} s (CPU ${spent.toFixed(1)} s), ${rounded(members / seconds)} members/s, ${rounded(members / spent)} a CPU second, ${rounded(written)} rows, ${rounded(written / seconds)} rows/s, ${rounded(bytes / 1e6)} MB, peak ${rounded(peak)} MiB`,
  );
}
console.log(JSON.stringify(rows));
