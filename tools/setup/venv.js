import { join } from "node:path";
import { root, textOf } from "./files.js";
import { inspect, pythonsOnPath, withModules } from "./interpreters.js";
import { run, SetupError, tail } from "./run.js";

const venv = join(root, ".venv");
export const venvPython =
  process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
export const requirements = join(root, "requirements.txt");

/** Makes (or completes) .venv from requirements.txt. */
export async function makeEnvironment(needs, modules, say) {
  if (!(await inspect(venvPython, ["pip"]))?.recent) await createVenv();
  const own = await inspect(venvPython, ["pip"]);
  const pip =
    own.missing.length === 0
      ? [venvPython, "-m", "pip"]
      : [await pythonWithPip(), "-m", "pip", "--python", venvPython];
  const what =
    needs === "lab"
      ? ["--requirement", requirements]
      : ["--constraint", requirements, "nbclient", "nbformat"];
  say(`installing ${needs === "lab" ? "JupyterLab" : "Jupyter's client"} into .venv, once`);
  // A short look for the index first, so that being offline is said in seconds; the rest may then take its time.
  const [pinned] = /^nbclient==\S+/m.exec(textOf(requirements));
  await install(pip, ["--timeout=5", "--retries=0", "--no-deps", pinned]);
  await install(pip, ["--timeout=30", "--retries=2", ...what]);
  const ready = await withModules([venvPython], modules);
  if (!ready)
    throw new SetupError(
      "The project's .venv is incomplete. Delete the folder .venv and run the command again.",
    );
  return ready;
}

async function install(pip, args) {
  const flags = ["install", "--quiet", "--no-input", "--disable-pip-version-check"];
  const { status, output } = await run(pip[0], [...pip.slice(1), ...flags, ...args], { cwd: root });
  if (status === 0) return;
  if (/connection|timed? ?out|resolv|unreachable|no matching distribution|proxy/i.test(output)) {
    throw new SetupError(
      "The Python package index cannot be reached, and no Python on PATH has nbclient, nbformat and jupyter_client. " +
        "Connect to the network once, or put a Python that has Jupyter on PATH, then run the command again.",
    );
  }
  throw new SetupError(`pip could not install Jupyter into .venv:\n${tail(output)}`);
}

async function createVenv() {
  const seen = [];
  for (const candidate of pythonsOnPath()) {
    const facts = await inspect(candidate, ["venv"]);
    if (!facts) continue;
    seen.push(`${facts.version} at ${facts.executable}`);
    if (!facts.recent) continue;
    if (facts.missing.length > 0) throw new SetupError(noVenv(facts));
    const whole = await run(facts.executable, ["-m", "venv", "--clear", venv]);
    if (whole.status === 0) return;
    // Debian packs ensurepip apart from venv; a pip outside can still install into an environment without one.
    const bare = await run(facts.executable, ["-m", "venv", "--clear", "--without-pip", venv]);
    if (bare.status === 0 && (await pythonWithPip())) return;
    throw new SetupError(noVenv(facts));
  }
  const found = seen.length > 0 ? `found only ${seen.join(", ")}` : "found none on PATH";
  throw new SetupError(
    `txlab's notebooks need Python 3.10 or newer (${found}). ` +
      "Install one (Debian, Ubuntu: sudo apt install python3 python3-venv; macOS: brew install python), then run the command again.",
  );
}

function noVenv(facts) {
  return (
    `Python ${facts.version} at ${facts.executable} cannot make a virtual environment: its venv module or pip is missing. ` +
    "Install it (Debian, Ubuntu: sudo apt install python3-venv), then run the command again."
  );
}

function pythonWithPip() {
  return withModules(pythonsOnPath(), ["pip"]);
}
