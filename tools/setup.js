// Makes a fresh clone ready, with nothing but Node: npm packages, the build, a Jupyter, the kernel registered in the project.
import "./setup/node-version.js";
import { pathToFileURL } from "node:url";
import { build } from "./setup/build.js";
import { registerKernel } from "./setup/kernelspec.js";
import { installPackages } from "./setup/packages.js";
import { findPython } from "./setup/python.js";
import { main, SetupError } from "./setup/run.js";

/**
 * Does what is still to be done, and nothing when all is done.
 * `needs`: "none" (packages and build), "jupyter" (to execute notebooks) or "lab" (to open JupyterLab).
 * Resolves to the Python that has Jupyter (undefined for "none") and the environment in which it finds the kernel.
 */
export async function setup({ needs = "jupyter" } = {}) {
  if (!["none", "jupyter", "lab"].includes(needs)) {
    throw new SetupError(`setup takes none, jupyter or lab; it was given ${needs}.`);
  }
  const say = (line) => console.error(`set-up: ${line}`);
  const python = needs === "none" ? Promise.resolve(undefined) : findPython(needs, say);
  const compiled = installPackages(say).then(() => build(say));
  const [found] = await Promise.all([python, compiled]);
  return { python: found, env: await registerKernel() };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  main(() => setup({ needs: process.argv[2] || "jupyter" }).then(() => 0));
}
