import { existsSync } from "node:fs";
import { join } from "node:path";
import { hashOf, root, textOf, writeWhole } from "./files.js";
import { pythonsOnPath, withModules } from "./interpreters.js";
import { makeEnvironment, requirements, venvPython } from "./venv.js";

const modules = {
  jupyter: ["nbformat", "nbclient", "jupyter_client"],
  lab: ["nbformat", "nbclient", "jupyter_client", "jupyterlab"],
};

/** Path of a Python that has Jupyter: remembered, the project's own, one on PATH, or a new project-local environment. */
export async function findPython(needs, say) {
  const memory = join(root, ".jupyter", `python-${needs}.json`);
  const stamp = hashOf([requirements]);
  const known = JSON.parse(textOf(memory) || "{}");
  if (known.stamp === stamp && existsSync(known.python)) return known.python;

  const python =
    (await withModules([venvPython, ...pythonsOnPath()], modules[needs])) ||
    (await makeEnvironment(needs, modules[needs], say));
  writeWhole(memory, JSON.stringify({ stamp, python }));
  return python;
}
