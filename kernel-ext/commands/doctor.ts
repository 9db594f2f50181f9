import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { kernelspec } from "../kernelspec.js";
import { findPython, pythonCandidates } from "../testing/python.js";

/** What was checked, and what to do when it is not well. */
interface Finding {
  what: string;
  well: boolean;
  told: string;
  remedy?: string;
  /** Things work without it. */
  optional?: boolean;
}

const require = createRequire(import.meta.url);

/** Checks what the kernel needs, and says what to do. */
export function doctor(): number {
  const python = findPython(["nbclient", "jupyter_client"]);
  const findings = [node(), ...nativeModules(), jupyter(python), laboratory(), registration(python)];
  for (const { what, well, told, remedy, optional } of findings) {
    const sign = well ? "✓" : optional ? "–" : "✗";
    process.stdout.write(`${sign} ${what}: ${told}${well || !remedy ? "" : `\n    ${remedy}`}\n`);
  }
  const ill = findings.filter(({ well, optional }) => !well && !optional).length;
  process.stdout.write(
    ill === 0 ? "All is well.\n" : `${ill} ${ill === 1 ? "thing needs" : "things need"} attention.\n`,
  );
  return ill === 0 ? 0 : 1;
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const well = major > 20 || (major === 20 && minor >= 19);
  return {
    what: "Node",
    well,
    told: `${process.version} at ${process.execPath}`,
    remedy: "Node 20.19 or newer is needed: https://nodejs.org",
  };
}

function nativeModules(): Finding[] {
  const modules = [
    { name: "zeromq", why: "the kernel's sockets", optional: false },
    { name: "@duckdb/node-api", why: "reading Parquet and SQL", optional: true },
  ];
  return modules.map(({ name, why, optional }) => {
    try {
      require(name);
      return { what: name, well: true, told: `loads (${why})`, optional };
    } catch (error) {
      const told = `does not load (${why}): ${(error as Error).message.split("\n")[0]}`;
      const remedy = "Its binary for this platform is missing: npm install again, without --omit=optional.";
      return { what: name, well: false, told, remedy, optional };
    }
  });
}

function jupyter(python: string | undefined): Finding {
  const tried = pythonCandidates().join(", ");
  return {
    what: "Jupyter",
    well: python !== undefined,
    told: python ? `nbclient and jupyter_client in ${python}` : `no Python has nbclient (tried ${tried})`,
    remedy: "python3 -m pip install nbclient, or in the project: npm run setup",
  };
}

function laboratory(): Finding {
  const python = findPython(["jupyterlab"]);
  return {
    what: "JupyterLab",
    well: python !== undefined,
    told: python ? `in ${python}` : "not found; notebooks can be executed, not opened",
    remedy: "python3 -m pip install jupyterlab",
    optional: true,
  };
}

/** Whether Jupyter finds the kernel, and whether what it would start is there. */
function registration(python: string | undefined): Finding {
  const what = "The kernel";
  const remedy = "txlab install --user (or --sys-prefix, for one Python environment)";
  if (!python) return { what, well: false, told: "cannot be looked for without Jupyter", remedy };
  const code =
    "import json; from jupyter_client.kernelspec import KernelSpecManager as M; s = M().get_kernel_spec('txlab'); print(json.dumps([s.resource_dir, s.argv]))";
  const asked = spawnSync(python, ["-c", code], { encoding: "utf8" });
  if (asked.status !== 0) return { what, well: false, told: `is not registered with ${python}`, remedy };
  const [folder, argv] = JSON.parse(asked.stdout) as [string, string[]];
  const missing = argv.filter((part) => part.startsWith("/") && !existsSync(part));
  if (missing.length > 0) {
    return { what, well: false, told: `in ${folder} starts ${missing.join(", ")}, which is gone`, remedy };
  }
  const { argv: own } = kernelspec() as { argv: string[] };
  const elsewhere = argv[2] === own[2] ? "" : `, and starts another copy of txlab: ${argv[2]}`;
  return { what, well: true, told: `is registered in ${folder}${elsewhere}` };
}
