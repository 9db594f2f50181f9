// Compiles TypeScript to dist/ and copies what tsc leaves behind.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

function run(command, args) {
  const { status } = spawnSync(process.execPath, [join(root, "node_modules", command), ...args], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

run("typescript/bin/tsc", ["-p", "tsconfig.json"]);

const assets = ["kernel-ext/python", "kernel-ext/assets"];
for (const folder of assets) {
  if (existsSync(join(root, folder)))
    cpSync(join(root, folder), join(root, "dist", folder), { recursive: true });
}
