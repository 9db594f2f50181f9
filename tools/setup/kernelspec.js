import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root, textOf, writeWhole } from "./files.js";

const jupyterFolder = join(root, ".jupyter");
const dataFolder = join(jupyterFolder, "share", "jupyter");

/** Registers the kernel inside the project and returns the environment in which Jupyter finds it there. */
export function registerKernel() {
  const folder = join(dataFolder, "kernels", "txlab");
  const spec = JSON.stringify(kernelspec(), null, 2);
  const path = join(folder, "kernel.json");
  if (textOf(path) !== spec) {
    mkdirSync(folder, { recursive: true });
    for (const name of logos()) copyFileSync(join(root, "kernel-ext", name), join(folder, name));
    writeWhole(path, spec);
  }
  const others = process.env.JUPYTER_PATH ? [process.env.JUPYTER_PATH] : [];
  return {
    ...process.env,
    JUPYTER_PATH: [dataFolder, ...others].join(delimiter),
    JUPYTER_RUNTIME_DIR: join(jupyterFolder, "runtime"),
  };
}

function kernelspec() {
  const entry = join(root, "dist", "kernel-ext", "main.js");
  return {
    argv: [process.execPath, "--no-force-async-hooks-checks", entry, "{connection_file}"],
    display_name: "TypeScript (txlab)",
    language: "typescript",
    interrupt_mode: "signal",
  };
}

function logos() {
  const folder = join(root, "kernel-ext");
  return existsSync(folder) ? readdirSync(folder).filter((name) => /^logo-.*\.(png|svg)$/.test(name)) : [];
}
