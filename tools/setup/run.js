import { spawn } from "node:child_process";

/** Something that the person at the keyboard can mend: its message is the whole story, so no stack is shown. */
export class SetupError extends Error {}

const running = new Set();

/** Runs a command to its end and resolves to its exit status and output; shows the output live when `show` is set. */
export function run(
  command,
  args,
  { cwd, env = process.env, show = false, timeout = 0, input = "ignore" } = {},
) {
  return new Promise((resolve) => {
    const stdio = [input, show ? "inherit" : "pipe", show ? "inherit" : "pipe"];
    const child = spawn(command, args, { cwd, env, stdio });
    running.add(child);
    let output = "";
    const timer = timeout > 0 ? setTimeout(() => child.kill("SIGKILL"), timeout) : undefined;
    if (!show)
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
    child.on("error", (error) => resolve({ status: 127, output: String(error) }));
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ status: status === null ? 128 : status, signal, output });
    });
  });
}

/** Runs `task` as a command line program: a {@link SetupError} prints its message only, and any failure exits with 1. */
export async function main(task) {
  try {
    const status = await task();
    process.exitCode = typeof status === "number" ? status : 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    // What runs beside, such as an installation, need not end first: the next set-up begins it anew.
    for (const child of running) child.kill();
    process.exitCode = 1;
  }
}

/** The last lines of a command's output, for an error message. */
export function tail(output, lines = 8) {
  return output.trim().split("\n").slice(-lines).join("\n");
}
