import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

/** What Jupyter must run: absolute paths, so that neither PATH nor the folder matters. */
export function kernelspec(): object {
  return {
    argv: [process.execPath, "--no-force-async-hooks-checks", join(here, "main.js"), "{connection_file}"],
    display_name: "TypeScript (txlab)",
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/** Writes the kernelspec into `<folder>/txlab`, replacing an older one; returns where it is. */
export function writeKernelspec(folder: string): string {
  const target = join(folder, "txlab");
  const fresh = join(folder, `.txlab-${process.pid}`);
  mkdirSync(fresh, { recursive: true });
  writeFileSync(join(fresh, "kernel.json"), `${JSON.stringify(kernelspec(), null, 2)}\n`);
  for (const size of ["32x32", "64x64"]) {
    const logo = join(here, "..", "..", "kernel-ext", `logo-${size}.png`);
    if (existsSync(logo)) copyFileSync(logo, join(fresh, `logo-${size}.png`));
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(fresh, target);
  return target;
}
