// Our side of a task: node bench/frame/side.js TASK-MODULE FOLDER ARGUMENTS(JSON)
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [module, folder, argumentsText] = process.argv.slice(2);
const { load } = await import(pathToFileURL(module).href);
const run = await load(folder, JSON.parse(argumentsText));
const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ versions: { node: process.versions.node } });
for await (const word of createInterface({ input: process.stdin })) {
  if (word === "end") {
    say({ peak: process.resourceUsage().maxRSS * 1024 });
    break;
  }
  const used = process.cpuUsage();
  const start = performance.now();
  const result = await run();
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  say({ ms, cpuMs: (user + system) / 1000, result });
}
process.stdin.destroy();
