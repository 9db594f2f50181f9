// Compiles TypeScript and AssemblyScript to dist/ and copies what they leave behind.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Runs a package's command and shows what it says, but for a line that means nothing to who reads it. */
function run(command, args, idle) {
  const { status, stderr } = spawnSync(process.execPath, [join(root, "node_modules", command), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "pipe"],
    encoding: "utf8",
  });
  const lines = stderr.split("\n").filter((line) => line !== idle);
  if (lines.some((line) => line !== "")) process.stderr.write(lines.join("\n"));
  if (status !== 0) process.exit(status ?? 1);
}

run("typescript/bin/tsc", ["-p", "tsconfig.json"]);

const assembly = "src/numeric/wasm/assembly";
buildKernels(assembly, "index.ts", "dist/src/numeric/wasm/kernels.wasm", ["--initialMemory", "16"]);
buildKernels(assembly, "counting.ts", "dist/src/numeric/wasm/counting.wasm", ["--initialMemory", "1"]);
buildKernels(assembly, "boosting.ts", "dist/src/numeric/wasm/boosting.wasm", [
  "--enable",
  "threads",
  "--importMemory",
  "--sharedMemory",
  "--initialMemory",
  "16",
  "--maximumMemory",
  "65536",
]);

const assets = ["kernel-ext/python", "kernel-ext/assets"];
for (const folder of assets) {
  if (existsSync(join(root, folder)))
    cpSync(join(root, folder), join(root, "dist", folder), { recursive: true });
}

for (const folder of ["src", "kernel-ext", "data-synth"]) prune(folder);

/** Removes what was made of a source that is gone: a test that still imports it must fail here too, not only elsewhere. */
function prune(folder) {
  const made = join(root, "dist", folder);
  for (const name of readdirSync(made, { recursive: true })) {
    const sources = [name, name.replace(/(\.d\.ts|\.js)$/, ".ts")].map((each) => join(root, folder, each));
    if (/\.(js|d\.ts)$/.test(name) && !sources.some(existsSync)) rmSync(join(made, name));
  }
}

/** Takes seconds, so it runs only when a source is newer than the binary. */
function buildKernels(folder, entry, binary, memory) {
  const sources = readdirSync(join(root, folder)).map((name) => join(root, folder, name));
  const newest = Math.max(...sources.map((source) => statSync(source).mtimeMs));
  if (existsSync(join(root, binary)) && statSync(join(root, binary)).mtimeMs > newest) return;
  const options = ["-O3", "--enable", "simd", "--converge", "--runtime", "stub", "--noAssert", ...memory];
  const last = "Last converge was suboptimal.";
  run("assemblyscript/bin/asc.js", [join(folder, entry), "--outFile", `${binary}.new`, ...options], last);
  renameSync(join(root, `${binary}.new`), join(root, binary));
}
