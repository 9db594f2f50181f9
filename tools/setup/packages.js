import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./files.js";
import { run, SetupError, tail } from "./run.js";

/** Installs the npm packages of package-lock.json, unless node_modules has exactly these already. */
export async function installPackages(say) {
  if (missingPackages().length === 0) return;
  if (isLink(join(root, "node_modules"))) {
    say("node_modules is a link and differs from package-lock.json; leaving it to whoever made the link");
    return;
  }
  say("installing npm packages, once");
  const online = await npm(["view", "typescript", "version", "--fetch-retries=0", "--fetch-timeout=8000"]);
  const source = online.status === 0 ? "--prefer-offline" : "--offline";
  const installed = await npm(["ci", source, "--include=dev", "--no-audit", "--no-fund"]);
  if (installed.status === 0) return;
  if (online.status === 0) throw new SetupError(`npm ci failed:\n${tail(installed.output)}`);
  throw new SetupError(
    "The npm registry cannot be reached and npm's cache does not hold the packages. " +
      "Connect to the network (or set npm's proxy) once, then run the command again.",
  );
}

/** Locked packages that node_modules lacks or has in another version; platform-specific ones may be absent. */
function missingPackages() {
  const locked = packagesIn(join(root, "package-lock.json"));
  const present = packagesIn(join(root, "node_modules", ".package-lock.json"));
  return Object.keys(locked).filter((name) => {
    if (name === "") return false;
    if (!present[name]) return !locked[name].optional;
    return present[name].version !== locked[name].version;
  });
}

function packagesIn(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return {};
    throw error;
  }
}

function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Runs npm: the one that runs this script, if any, else the one on PATH. */
function npm(args) {
  const script = process.env.npm_execpath || "";
  if (script.endsWith("npm-cli.js")) return run(process.execPath, [script, ...args], { cwd: root });
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, { cwd: root });
}
