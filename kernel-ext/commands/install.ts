import { spawnSync } from "node:child_process";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeKernelspec } from "../kernelspec.js";

const usage = `usage: txlab install [--user | --sys-prefix | --prefix FOLDER] [--python PYTHON]

  --user          for this user, in Jupyter's own folder (the default)
  --sys-prefix    into the Python environment that PYTHON belongs to
  --prefix FOLDER into FOLDER/share/jupyter/kernels
  --python PYTHON the Python of that environment (default: python3)
`;

/** Registers the kernel with Jupyter, and says where and how to undo it. */
export function install(args: readonly string[]): number {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        user: { type: "boolean" },
        "sys-prefix": { type: "boolean" },
        prefix: { type: "string" },
        python: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const folder = kernelFolder(values);
  if (typeof folder !== "string") {
    process.stderr.write(folder.problem);
    return 1;
  }
  try {
    const written = writeKernelspec(folder);
    process.stdout.write(
      `The kernel "txlab" is registered in ${written}.\nTo undo this, delete that folder. It runs ${process.execPath} from this package, so keep both in place.\n`,
    );
    return 0;
  } catch (error) {
    process.stderr.write(`The kernel could not be written to ${folder}: ${(error as Error).message}\n`);
    return 1;
  }
}

function kernelFolder(values: Record<string, string | boolean | undefined>): string | { problem: string } {
  if (typeof values.prefix === "string") return join(values.prefix, "share", "jupyter", "kernels");
  if (!values["sys-prefix"]) return userFolder();
  const python =
    typeof values.python === "string" ? values.python : platform() === "win32" ? "python" : "python3";
  const asked = spawnSync(python, ["-c", "import sys; print(sys.prefix)"], { encoding: "utf8" });
  if (asked.status !== 0) return { problem: `${python} could not be run. Name your Python with --python.\n` };
  return join(asked.stdout.trim(), "share", "jupyter", "kernels");
}

function userFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return join(process.env.JUPYTER_DATA_DIR, "kernels");
  if (platform() === "darwin") return join(homedir(), "Library", "Jupyter", "kernels");
  if (platform() === "win32") return join(process.env.APPDATA ?? homedir(), "jupyter", "kernels");
  return join(process.env.XDG_DATA_HOME ?? join(homedir(), ".local", "share"), "jupyter", "kernels");
}
