// `npm run lab`: opens JupyterLab on notebooks/, with the kernel that this project registers for itself.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup/files.js";
import { main } from "./setup/run.js";
import { setup } from "./setup.js";

async function lab(args) {
  const { python, env } = await setup({ needs: "lab" });
  const folder = join(root, "notebooks");
  mkdirSync(folder, { recursive: true });
  const options = [`--ServerApp.root_dir=${folder}`, "--MultiKernelManager.default_kernel_name=txlab"];
  const child = spawn(python, ["-m", "jupyterlab", ...options, ...args], { env, stdio: "inherit" });
  // Ctrl-C reaches JupyterLab by itself, which asks before it stops; this process only waits for it.
  process.on("SIGINT", () => {});
  process.on("SIGTERM", () => child.kill());
  return new Promise((resolve) => child.on("close", (status) => resolve(status ?? 1)));
}

main(() => lab(process.argv.slice(2)));
