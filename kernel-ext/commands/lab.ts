import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { writeKernelspec } from "../kernelspec.js";
import { findPython } from "../testing/python.js";

/** Opens JupyterLab in this folder with the kernel, whether it was installed or not; further arguments are Jupyter's. */
export async function lab(args: readonly string[]): Promise<number> {
  const python = findPython(["jupyterlab"]);
  if (!python) {
    process.stderr.write(
      "No Python was found that has JupyterLab. Install it (python3 -m pip install jupyterlab) and try again.\n",
    );
    return 1;
  }
  const jupyter = mkdtempSync(join(tmpdir(), "txlab-lab-"));
  writeKernelspec(join(jupyter, "kernels"));
  const path = [jupyter, process.env.JUPYTER_PATH].filter(Boolean).join(delimiter);
  const child = spawn(python, ["-m", "jupyterlab", ...args], {
    env: { ...process.env, JUPYTER_PATH: path },
    stdio: "inherit",
  });
  // Ctrl+C is for JupyterLab, which asks whether it is meant.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  const status = await new Promise<number>((resolve) => {
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 0));
  });
  rmSync(jupyter, { recursive: true, force: true });
  return status;
}
