import { accessSync, constants, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./run.js";

const windows = process.platform === "win32";

/** The first candidate that is recent enough and has all the modules, by its own path; undefined when none is. */
export async function withModules(candidates, modules) {
  for (const candidate of candidates) {
    const facts = await inspect(candidate, modules);
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
export async function inspect(python, names) {
  const { status, output } = await run(python, ["-c", inspection, ...names], { timeout: 30000 });
  if (status !== 0) return undefined;
  try {
    return JSON.parse(output.trim().split("\n").pop());
  } catch {
    return undefined;
  }
}

/** Candidates in order: the Python behind the `jupyter` on PATH, then those named python. */
export function pythonsOnPath() {
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
