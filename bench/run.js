// npm run bench [-- TASK…]: measures txlab beside its peers on the same files. See bench/README.md.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { peerPython, root } from "./frame/environment.js";
import { measureTask } from "./frame/measure.js";
import { table } from "./frame/report.js";

const wanted = process.argv.slice(2);
const say = (text) => void process.stderr.write(`${text}\n`);
const threads = Number(process.env.TXLAB_THREADS) || availableParallelism();

const folder = new URL("./tasks/", import.meta.url);
const modules = readdirSync(folder).filter((name) => name.endsWith(".js"));
const all = [];
for (const name of modules) {
  const module = new URL(name, folder);
  for (const task of (await import(module.href)).tasks ?? []) all.push({ module, task });
}
const unknown = wanted.filter((name) => !all.some(({ task }) => task.name.startsWith(name)));
if (unknown.length > 0) {
  say(`no task ${unknown.join(", ")}; there are ${all.map(({ task }) => task.name).join(", ")}`);
  process.exit(2);
}
// Without names, the tasks that take hours of memory or minutes are left out; a name, or its beginning, asks for them.
const chosen = all.filter(({ task }) =>
  wanted.length === 0 ? !task.long : wanted.some((name) => task.name.startsWith(name)),
);
const python = peerPython(say);
const rows = [];
for (const each of chosen) {
  say(`measuring ${each.task.name}`);
  rows.push(...(await measureTask(each, python, threads, say)));
}
const versions = Object.assign({ node: process.versions.node }, ...rows.map((row) => row.versions ?? {}));
const facts = { date: new Date().toISOString().slice(0, 10), cpu: cpus()[0]?.model, threads, versions };
const out = join(root, "out/bench/results.json");
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, `${JSON.stringify({ ...facts, rows }, null, 1)}\n`);
console.log(`${JSON.stringify(facts)}\n\n${table(rows)}\n\nwritten to out/bench/results.json`);
process.exitCode = rows.some((row) => row.gate === false) ? 1 : 0;
