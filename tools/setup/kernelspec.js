import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { root, textOf } from "./files.js";

const jupyterFolder = join(root, ".jupyter");
const dataFolder = join(jupyterFolder, "share", "jupyter");

/** Registers the built kernel inside the project and returns the environment in which Jupyter finds it there. */
export async function registerKernel() {
  const built = join(root, "dist", "kernel-ext", "kernelspec.js");
  const { kernelspec, writeKernelspec } = await import(pathToFileURL(built).href);
  const kernels = join(dataFolder, "kernels");
  const registered = JSON.parse(textOf(join(kernels, "txlab", "kernel.json")) || "{}");
  if (JSON.stringify(registered) !== JSON.stringify(kernelspec())) writeKernelspec(kernels);
  const others = process.env.JUPYTER_PATH ? [process.env.JUPYTER_PATH] : [];
  return {
    ...process.env,
    JUPYTER_PATH: [dataFolder, ...others].join(delimiter),
    JUPYTER_RUNTIME_DIR: join(jupyterFolder, "runtime"),
  };
}
