import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { hashOf, root, textOf, writeWhole } from "./files.js";
import { run, SetupError, tail } from "./run.js";

const modules = {
  jupyter: ["nbformat", "nbclient", "jupyter_client"],
  lab: ["nbformat", "nbclient", "jupyter_client", "jupyterlab"],
};
const windows = process.platform === "win32";
const venv = join(root, ".venv");
const venvPython = windows ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
const requirements = join(root, "requirements.txt");

/** Path of a Python that has Jupyter: remembered, the project's own, one on PATH, or a new project-local environment. */
export async function findPython(needs, say) {
  const memory = join(root, ".jupyter", `python-${needs}.json`);
  const stamp = hashOf([requirements]);
  const known = JSON.parse(textOf(memory) || "{}");
  if (known.stamp === stamp && existsSync(known.python)) return known.python;

  const python =
    (await usable([venvPython, ...pythonsOnPath()], needs)) || (await makeEnvironment(needs, say));
  writeWhole(memory, JSON.stringify({ stamp, python }));
  return python;
}

async function usable(candidates, needs) {
  for (const candidate of candidates) {
    const facts = await inspect(candidate, modules[needs]);
    if (facts?.recent && facts.missing.length === 0) return facts.executable;
  }
  return undefined;
}

/** Makes (or completes) .venv from requirements.txt. */
async function makeEnvironment(needs, say) {
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
  const ready = await usable([venvPython], needs);
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

async function pythonWithPip() {
  for (const candidate of pythonsOnPath()) {
    const facts = await inspect(candidate, ["pip"]);
    if (facts?.recent && facts.missing.length === 0) return facts.executable;
  }
  return undefined;
}

const inspection = `
import importlib, json, sys
missing = []
for name in sys.argv[1:]:
    try:
        importlib.import_module(name)
    except Exception:
        missing.append(name)
print(json.dumps({
    "executable": sys.executable,
    "version": "%d.%d.%d" % sys.version_info[:3],
    "recent": sys.version_info >= (3, 10),
    "missing": missing,
}))
`;

/** What a Python says of itself, or undefined when it does not run. */
async function inspect(python, names) {
  const { status, output } = await run(python, ["-c", inspection, ...names], { timeout: 30000 });
  if (status !== 0) return undefined;
  try {
    return JSON.parse(output.trim().split("\n").pop());
  } catch {
    return undefined;
  }
}

/** Candidates in order: the Python behind the `jupyter` on PATH, then those named python. */
function pythonsOnPath() {
  const names = ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"];
  const found = names.map(onPath).filter(Boolean);
  const jupyter = onPath("jupyter");
  const shebang = jupyter && /^#!\s*(\S*python\S*)/.exec(readFileSync(jupyter, "latin1").slice(0, 400));
  return shebang ? [shebang[1], ...found] : found;
}

function onPath(name) {
  const file = windows ? `${name}.exe` : name;
  const folders = (process.env.PATH || "").split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, file)).find(isExecutable);
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
