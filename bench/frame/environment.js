import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const home = join(root, "out/bench");
const windows = process.platform === "win32";

/**
 * The Python of the peers: `$BENCH_PYTHON`, or an environment of our own, made from bench/requirements.txt at the first
 * use. Undefined, with the reason said, where neither can be had: the peers are then missing.
 */
export function peerPython(say) {
  if (process.env.BENCH_PYTHON) return process.env.BENCH_PYTHON;
  const python = join(home, "venv", windows ? "Scripts/python.exe" : "bin/python");
  const requirements = join(root, "bench/requirements.txt");
  const stamp = join(home, "venv.stamp");
  const wanted = readFileSync(requirements, "utf8");
  if (existsSync(python) && existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  mkdirSync(home, { recursive: true });
  say("installing the Python peers into out/bench/venv, once");
  const made = spawnSync(windows ? "python" : "python3", ["-m", "venv", "--clear", join(home, "venv")]);
  if (made.status !== 0) return say("no Python with venv: the Python peers are missing");
  const pip = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1"];
  const installed = spawnSync(python, [...pip, "--requirement", requirements], { encoding: "utf8" });
  if (installed.status !== 0) {
    return say(`pip could not install the peers: ${String(installed.stderr).trim().split("\n").at(-1)}`);
  }
  writeFileSync(stamp, wanted);
  return python;
}

/** The folder with a task's files, made once by `write` and then reused by ours and all peers. */
export async function taskFiles(name, write) {
  const folder = join(home, "data", name);
  if (existsSync(folder)) return folder;
  mkdirSync(`${folder}.new`, { recursive: true });
  await write(`${folder}.new`);
  renameSync(`${folder}.new`, folder);
  return folder;
}
